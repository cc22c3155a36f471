using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Gateways;

namespace SoraPS.Core.Polling.Listing;

/// <summary>The tasks at one gateway that are due and wait for others, to be asked about by one page. Not thread-safe.</summary>
/// <param name="dialect">The dialect of the gateway.</param>
/// <param name="time">The clock.</param>
internal sealed class Gathering(Dialect dialect, TimeProvider time)
{
    // Fewer than that are not worth a page, and are not kept waiting for each other.
    public const int Few = 3;

    private readonly List<ListedTask> _tasks = [];
    private readonly List<List<ListedTask>> _pages = [];
    private int _singles;

    /// <summary>Whether pages are of use.</summary>
    public ListUse Use { get; } = new(time);

    /// <summary>What is believed of them.</summary>
    public ListTrust Trust { get; } = new(dialect);

    /// <summary>The tasks that are waited for.</summary>
    public ListOrder Order { get; } = new();

    /// <inheritdoc cref="ListedPolls.UnderWay"/>
    public (int Tasks, int Requests) UnderWay
    {
        get
        {
            int onPages = _pages.Sum(page => page.Count(task => task.Answer is { Task.IsCompleted: false }));
            return (_tasks.Count + onPages + _singles, _singles + _pages.Count);
        }
    }

    /// <summary>Has a task wait for others; null if it is to be asked about at once.</summary>
    public Task<ListedAnswer>? TryAdd(ListedTask task)
    {
        if ((_pages.Count == 0 && _singles < Few) || task.TimesRunning >= ListTrust.MostRunning || !Use.IsOpen)
        {
            return null;
        }

        task.Answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _tasks.Add(task);
        return task.Answer.Task;
    }

    /// <summary>A task waits no more; false if it does not wait for others now.</summary>
    public bool Remove(ListedTask task) => _tasks.Remove(task);

    /// <summary>A task is asked about by itself.</summary>
    public void BeginSingle() => _singles++;

    /// <summary>What it was asked has ended.</summary>
    public void EndSingle() => _singles--;

    /// <summary>When a request has ended: the pages to ask for now. Those that are not worth one are told to ask for themselves.</summary>
    public List<(string? After, List<ListedTask> Tasks)> TakePages()
    {
        List<(string? After, List<ListedTask> Tasks)> pages = [];
        if (_pages.Count > 0 || _tasks.Count == 0)
        {
            return pages;
        }

        foreach ((string? after, List<ListedTask> tasks) in Order.Divide(_tasks, Use.SkipsFirst))
        {
            if (after == tasks[0].Id)
            {
                tasks[0].Answer!.TrySetResult(default);
                tasks.RemoveAt(0);
            }

            if (tasks.Count >= Few && Use.IsOpen)
            {
                pages.Add((after, tasks));
                _pages.Add(tasks);
            }
            else
            {
                tasks.ForEach(task => task.Answer!.TrySetResult(default));
            }
        }

        _tasks.Clear();
        return pages;
    }

    /// <summary>A page has been read, or will not come.</summary>
    /// <param name="tasks">Those that it was asked for.</param>
    /// <param name="others">What those are told that it did not help.</param>
    public void EndPage(List<ListedTask> tasks, ListedAnswer others)
    {
        _pages.Remove(tasks);
        tasks.ForEach(task => task.Answer?.TrySetResult(others));
    }

    /// <summary>Takes what a page says about a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="result">What the page says; null for nothing of use.</param>
    /// <param name="isAskedFor">Whether the page was asked for it; otherwise only its end counts.</param>
    /// <returns>Whether the page saves a request about it.</returns>
    public bool TryTake(ListedTask task, GatewayResult? result, bool isAskedFor)
    {
        if (task.IsGone || result is null || !Trust.Believes(result.Report, task.Task, time.GetUtcNow()))
        {
            return false;
        }

        bool hasEnded = result.Report.State is SoraTaskState.Succeeded or SoraTaskState.Failed;
        if (task.Answer is { } waiting && (isAskedFor || hasEnded) && waiting.TrySetResult(new(result)))
        {
            task.TimesRunning += hasEnded ? 0 : 1;
            _tasks.Remove(task);
            return true;
        }

        bool isFound = hasEnded && !task.IsAsked;
        task.Found = isFound ? result : task.Found;
        return isFound;
    }
}
