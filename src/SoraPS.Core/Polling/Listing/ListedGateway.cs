using SoraPS.Core.Diagnostics;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Gateways;

namespace SoraPS.Core.Polling.Listing;

/// <summary>
/// Asks one gateway about tasks: about each by itself while few are due, and about those that become due while other requests are
/// under way by a page of its list, as soon as that is fewer requests. Thread-safe.
/// </summary>
/// <param name="gateway">The gateway.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Receives a line for each request.</param>
/// <param name="context">In which pages are asked for: what is told of one is told of no single task.</param>
/// <param name="stopping">Ends pages that are under way.</param>
internal sealed class ListedGateway(
    Gateway gateway, TimeProvider time, IRequestLog log, ExecutionContext context, CancellationToken stopping)
{
    // A task that has waited so long for others, which may hang, is asked about by itself. Where requests are limited, each has to wait.
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(3) + (TimeSpan.FromMinutes(Gathering.Few)
        / (gateway.Connection.RequestsPerMinute ?? gateway.Connection.Dialect.RequestsPerMinute ?? int.MaxValue));

    private readonly Gathering _due = new(gateway.Connection.Dialect, time);
    private readonly Lock _lock = new();
    private TimeSpan? _pollAfter;
    private bool _isOverTold;

    /// <summary>Completes when no page is under way any more.</summary>
    public Task Pages { get; private set; } = Task.CompletedTask;

    /// <inheritdoc cref="ListedPolls.UnderWay"/>
    public (int Tasks, int Requests) UnderWay
    {
        get
        {
            lock (_lock)
            {
                return _due.UnderWay;
            }
        }
    }

    /// <summary>A task is waited for.</summary>
    /// <param name="task">The task.</param>
    /// <param name="number">Its place in the order in which tasks were handed over.</param>
    /// <param name="hasten">Has it polled at once, since its end is known.</param>
    public ListedTask Join(SoraTask task, int number, Action hasten)
    {
        lock (_lock)
        {
            ListedTask joined = new(task, number, hasten);
            _due.Order.Add(joined);
            return joined;
        }
    }

    /// <summary>Nobody waits for a task any more.</summary>
    public void Leave(ListedTask task)
    {
        lock (_lock)
        {
            _due.Order.Remove(task);
        }
    }

    /// <summary>Asks about a task that is due.</summary>
    /// <param name="asked">The task.</param>
    /// <param name="task">The same as last seen.</param>
    /// <param name="isAlone">Whether to ask about it by itself in any case.</param>
    /// <param name="ct">Ends it, for this task only.</param>
    /// <exception cref="SoraException">As for <see cref="Gateway.StatusAsync"/>.</exception>
    public async Task<GatewayResult> StatusAsync(ListedTask asked, SoraTask task, bool isAlone, CancellationToken ct)
    {
        Task<ListedAnswer>? page;
        lock (_lock)
        {
            if (asked.Found is { } found)
            {
                asked.Found = null;
                return found;
            }

            (asked.Task, asked.IsAsked) = (task, true);
            page = isAlone || !gateway.Serves(task) ? null : _due.TryAdd(asked);
            if (page is null)
            {
                _due.BeginSingle();
            }
        }

        try
        {
            if (page is not null && await WaitAsync(asked, page, ct).ConfigureAwait(false) is { } listed)
            {
                return listed;
            }

            return await AskAsync(asked, ct).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _due.Remove(asked);
                (asked.Answer, asked.IsAsked) = (null, false);
            }
        }
    }

    // Null if the task is to be asked about by itself, which has begun then.
    private async Task<GatewayResult?> WaitAsync(ListedTask asked, Task<ListedAnswer> page, CancellationToken ct)
    {
        await ((Task)page).WaitAsync(_patience, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
        bool isLeft;
        lock (_lock)
        {
            isLeft = _due.Remove(asked);
        }

        ListedAnswer answer = isLeft ? default : await page.WaitAsync(ct).ConfigureAwait(false);
        if (answer is { Result: null, Error: null })
        {
            lock (_lock)
            {
                _due.BeginSingle();
            }
        }

        return answer.Error is { } error ? throw error : answer.Result;
    }

    private async Task<GatewayResult> AskAsync(ListedTask asked, CancellationToken ct)
    {
        GatewayResult? result = null;
        try
        {
            return result = await gateway.StatusAsync(asked.Task, log, ct).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _due.EndSingle();
                if (result is not null)
                {
                    asked.TimesRunning = 0;
                    _pollAfter = result.Answer.PollAfter;
                    _due.Trust.Learn(result.Report);
                }

                AskNext();
            }
        }
    }

    // Called in the lock.
    private void AskNext()
    {
        foreach ((string? after, List<ListedTask> tasks) in _due.TakePages())
        {
            Task page = Task.CompletedTask;
            ExecutionContext.Run(context, _ => page = Task.Run(() => AskAsync(after, tasks)), null);
            Pages = Task.WhenAll(Pages, page);
        }
    }

    private async Task AskAsync(string? after, List<ListedTask> tasks)
    {
        ListedAnswer others = default;
        bool isNews;
        try
        {
            Take(await gateway.ListTasksOnceAsync(after, log, stopping).ConfigureAwait(false), tasks, isFirst: after is null);
        }
        catch (SoraException exception)
        {
            others = new(null, ListUse.IsBusy(exception) ? exception : null);
            lock (_lock)
            {
                _due.Use.Note(exception, isFirst: after is null);
            }
        }
        finally
        {
            lock (_lock)
            {
                _due.EndPage(tasks, others);
                AskNext();
                isNews = _due.Use.IsOver && !_isOverTold;
                _isOverTold |= isNews;
            }
        }

        if (isNews)
        {
            log.Line($"{gateway.Connection.Name}: the list of tasks is of no use, so each task is polled by itself.");
        }
    }

    // Besides those that the page was asked for, it may show the ends of others.
    private void Take(TaskPage page, List<ListedTask> tasks, bool isFirst)
    {
        List<(ListedTask Task, int Place)> ours = [];
        lock (_lock)
        {
            page = page with { Answer = page.Answer with { PollAfter = page.Answer.PollAfter ?? _pollAfter } };
            foreach ((string id, int place) in page.Places)
            {
                if (_due.Order.Find(id) is { } task)
                {
                    ours.Add((task, place));
                }
            }
        }

        List<(ListedTask Task, GatewayResult? Result)> read =
            ours.ConvertAll(one => (one.Task, gateway.ReadListed(page, one.Place, one.Task.Task, log)));
        lock (_lock)
        {
            int saved = read.Count(one => _due.TryTake(one.Task, one.Result, tasks.Contains(one.Task)));
            _due.Use.Note(saved - 1, isFirst);
        }

        read.FindAll(one => one.Result is not null && ReferenceEquals(one.Task.Found, one.Result)).ForEach(one => one.Task.Hasten());
    }
}
