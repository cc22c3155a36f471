using System.Collections.Concurrent;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Stages;

namespace SoraPS.Core.Tasks;

/// <summary>
/// Writes down what becomes of tasks that are paid for. A ledger that fails is warned of once and stops nothing: the video matters more.
/// </summary>
/// <param name="services">What the stage works with.</param>
/// <param name="run">The run of the stage, which it leaves in the end; null for a stage that is no part of one.</param>
/// <param name="log">Shows that an item waits for the ledger.</param>
/// <param name="warn">Called with what a person should know.</param>
internal sealed class TaskRecorder(StageServices services, LedgerRun? run, IRequestLog log, Action<string> warn) : IAsyncDisposable
{
    /// <summary>Who has taken a task over, as far as that is known.</summary>
    public const string AnotherRun = "another run";

    private const int MostTries = 8;
    private static readonly TimeSpan s_handOnPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_awayPause = TimeSpan.FromSeconds(1);

    // How long a video waits for the ledger: to this time before its link expires, or so long where nobody knows when that is.
    private static readonly TimeSpan s_timeToSave = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(10);

    private readonly LedgerLeases _ledgers = run?.Ledgers ?? new LedgerLeases(services.Ledgers);
    private readonly ConcurrentDictionary<SharedLedger, Lazy<Task>> _opening = new();
    private readonly Lock _lock = new();
    private readonly HashSet<SharedLedger> _broken = [];
    private readonly HashSet<SharedLedger> _away = [];
    private int _hasToldWait;

    /// <summary>What the ledger knows of a task of which only the id was given; else the task itself.</summary>
    public ValueTask<SoraTask> CompleteAsync(SoraTask task) =>
        task is { RequestId: "", Id: { } id } ? new(FindAsync(task, id)) : new(task);

    /// <summary>Writes down how a task stands. One of which only the id is known is nobody's row, and left out.</summary>
    public async Task RecordAsync(
        SoraTask task, string happened, string? answer = null, SavedFile? file = null, TimeSpan? took = null)
    {
        if (task.RequestId.Length > 0)
        {
            LedgerEntry entry = new(task, happened)
            {
                Answer = answer,
                File = file,
                Took = took,
                Epoch = run?.EpochOf(task.RequestId),
            };
            await TryAsync(ServerOf(task), async ledger =>
            {
                await ledger.WriteAsync(entry).ConfigureAwait(false);
                return entry;
            }).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Takes a task in hand, so that no other run works on it; gives who does, or null. Without a ledger nobody can tell.
    /// </summary>
    public async Task<string?> TakeAsync(SoraTask task, CancellationToken ct)
    {
        if (run is null || task.RequestId.Length == 0)
        {
            return null;
        }

        // Who hands a task on to another process, as a job does, holds it until its own run has ended: a moment longer.
        for (int tries = 1; ; tries++)
        {
            string? holder = await TryAsync(ServerOf(task), ledger => run.TakeAsync(ledger, task.RequestId)).ConfigureAwait(false);
            if (holder is null || tries == MostTries)
            {
                return holder;
            }

            await Task.Delay(s_handOnPause, services.Time, ct).ConfigureAwait(false);
        }
    }

    /// <summary>The ledger of a task, if it is on a server; null if it is not, or cannot be used.</summary>
    public Task<IServerLedger?> ServerLedgerAsync(SoraTask task) =>
        TryAsync(ServerOf(task), ledger => Task.FromResult(ledger as IServerLedger));

    /// <summary>Whether a task that was taken is still this run's, as far as the ledger can tell now.</summary>
    public ValueTask<bool> IsOursAsync(SoraTask task) => IsOursAsync(task, DateTimeOffset.MinValue, CancellationToken.None);

    /// <summary>
    /// Whether a task's video may be saved: it is still this run's. A process that was frozen waits for a ledger that is away to answer,
    /// but not until the video's link expires.
    /// </summary>
    public ValueTask<bool> MaySaveAsync(SoraTask task, CancellationToken ct) =>
        IsOursAsync(task, task.ExpiresAt - s_timeToSave ?? services.Time.GetUtcNow() + s_longestWait, ct);

    /// <summary>A stage has done its part with a task: another may go on with it.</summary>
    public void HandOn(SoraTask task) => run?.HandOn(task.RequestId);

    /// <summary>The file that was saved for a task, or null.</summary>
    public async Task<SavedFile?> FindFileAsync(SoraTask task) =>
        task.RequestId.Length > 0
            ? await TryAsync(ServerOf(task), ledger => ledger.FindFileAsync(task.RequestId)).ConfigureAwait(false)
            : null;

    /// <summary>The ledger of a task, for what must not be done without one.</summary>
    /// <exception cref="SoraException">WriteFailed: it cannot be used.</exception>
    public ILedger Require(SoraTask task) => _ledgers.Of(ServerOf(task));

    /// <summary>How long the latest succeeded tasks of a model took, newest first.</summary>
    public async Task<IReadOnlyList<TimeSpan>> DurationsAsync(string provider, string model, int most) =>
        await TryAsync<IReadOnlyList<TimeSpan>>(ServerOf(provider), async ledger =>
            await ledger.DurationsAsync(provider, model, most).ConfigureAwait(false)).ConfigureAwait(false) ?? [];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => run?.LeaveAsync() ?? _ledgers.DisposeAsync();

    private async Task<SoraTask> FindAsync(SoraTask task, string id) =>
        await TryAsync(ServerOf(task), ledger => ledger.FindAsync(task.Provider, id)).ConfigureAwait(false) is { } known
            ? known with { Name = task.Name ?? known.Name }
            : task;

    // A task's own server, also when its provider points elsewhere by now.
    private Uri? ServerOf(SoraTask task) => task.Endpoint ?? ServerOf(task.Provider);

    private Uri? ServerOf(string provider) => services.Connections.Find(provider)?.BaseUri;

    private async ValueTask<bool> IsOursAsync(SoraTask task, DateTimeOffset waitUntil, CancellationToken ct)
    {
        if (run is null || task.RequestId.Length == 0)
        {
            return true;
        }

        SoraTask? lost = await TryAsync(
            ServerOf(task), async ledger => await ConfirmAsync(ledger, task, waitUntil, ct).ConfigureAwait(false) ? null : task)
            .ConfigureAwait(false);
        return lost is null;
    }

    private async Task<bool> ConfirmAsync(ILedger ledger, SoraTask task, DateTimeOffset waitUntil, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await run!.ConfirmAsync(ledger, task.RequestId).ConfigureAwait(false);
            }
            catch (SoraException exception) when (LedgerAwayException.IsCauseOf(exception) && services.Time.GetUtcNow() < waitUntil)
            {
                TellWait(exception);
                await Task.Delay(s_awayPause, services.Time, ct).ConfigureAwait(false);
            }
        }
    }

    private void TellWait(SoraException exception)
    {
        if (Interlocked.Exchange(ref _hasToldWait, 1) == 0)
        {
            warn("This process was frozen for a while. It saves nothing until the ledger tells what others have not taken over. "
                + $"{exception.Message} {exception.RecommendedAction}");
        }
    }

    private async Task<T?> TryAsync<T>(Uri? server, Func<ILedger, Task<T?>> work)
        where T : class
    {
        SharedLedger shared = _ledgers.Shared(server);
        if (IsBroken(shared))
        {
            return null;
        }

        log.WaitFor(StageItem.TheLedger);
        try
        {
            // Whoever hands over a task must not wait while the ledger is opened; a failure to open it shows below.
            Lazy<Task> opening = _opening.GetOrAdd(
                shared, static (_, of) => new(() => Task.Run(() => of.Ledgers.Of(of.Server))), (Ledgers: _ledgers, Server: server));
            await opening.Value.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return await work(_ledgers.Of(server)).ConfigureAwait(false);
        }
        catch (SoraException exception) when (LedgerAwayException.IsCauseOf(exception))
        {
            // Another write may find its server back.
            WarnOfAway(shared, exception);
            return null;
        }
        catch (SoraException exception)
        {
            Break(shared, exception);
            return null;
        }
        finally
        {
            log.WaitFor(null);
        }
    }

    private void WarnOfAway(SharedLedger shared, SoraException exception)
    {
        lock (_lock)
        {
            if (!_away.Add(shared))
            {
                return;
            }
        }

        warn($"Waiting and saving go on without the ledger. {exception.Message} {exception.RecommendedAction}");
    }

    private bool IsBroken(SharedLedger shared)
    {
        lock (_lock)
        {
            return _broken.Contains(shared);
        }
    }

    private void Break(SharedLedger shared, SoraException exception)
    {
        lock (_lock)
        {
            if (!_broken.Add(shared))
            {
                return;
            }
        }

        warn($"What happens to the tasks is not written down: {exception.Message} {exception.RecommendedAction}");
    }
}
