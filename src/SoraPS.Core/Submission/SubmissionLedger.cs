using SoraPS.Core.Connections;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Submission;

/// <summary>The ledgers as rows need them: claims before a row is sent, and what came of it.</summary>
internal sealed class SubmissionLedger : IAsyncDisposable
{
    // How long another process that is sending the very same row is left alone.
    private static readonly TimeSpan s_busyPause = TimeSpan.FromMilliseconds(250);

    // How often a provider that has too many unfinished tasks is looked at again.
    private static readonly TimeSpan s_placePause = TimeSpan.FromSeconds(0.5);

    // How often a server that is away is tried.
    private static readonly TimeSpan s_awayPause = TimeSpan.FromSeconds(1);

    private static readonly NoLedger s_trialLedger = new();

    private readonly StageServices _services;
    private readonly SubmitOptions _options;
    private readonly LedgerRun? _run;
    private readonly PlaceSearch? _places;
    private readonly Action<string> _warn;
    private long _awaySince;
    private volatile bool _hasMetOthers;

    /// <summary>Begins to open the ledger.</summary>
    /// <param name="services">What stages work with.</param>
    /// <param name="options">What the stage was asked for.</param>
    /// <param name="warn">Told once of each time that the ledger's server is away.</param>
    /// <param name="stop">Cancelled when the stage is stopped.</param>
    public SubmissionLedger(StageServices services, SubmitOptions options, Action<string> warn, CancellationToken stop)
    {
        (_services, _options, _warn) = (services, options, warn);
        _run = options.IsTrial ? null : services.Runs.Join(options.Run, stop);
        _places = _run is null ? null : new PlaceSearch(services, _run);
        Opened = OpenAhead();
    }

    /// <summary>Completes when the ledger that all rows need is open; faults with WriteFailed if it cannot be.</summary>
    public Task Opened { get; }

    /// <summary>
    /// Whether a row was claimed only to find that another run works on it. Others are known then to work on rows of the input: looking
    /// for their rows takes no transaction, while claiming one does.
    /// </summary>
    public bool HasMetOthers => _hasMetOthers;

    /// <summary>What was submitted for a row before and is not to be sent once more; null if the row is to be sent.</summary>
    public async Task<LedgerClaim?> FindSubmittedAsync(AdmittedRow row, CancellationToken ct)
    {
        if (row.Key is null)
        {
            return null;
        }

        // Also without a provider that could be asked: the row's task may be there all the same.
        Connection? connection = _services.Connections.TryChoose(row.Request.Provider ?? _options.Provider);
        LedgerClaim? found = await WhileAwayAsync(() => Of(connection?.BaseUri).FindRowAsync(row.Key), ct).ConfigureAwait(false);
        return found is { Outcome: ClaimOutcome.Existing } && !ResubmitOf(row).Allows(found.Task) ? found : null;
    }

    /// <summary>What is said of a row that another run works on and that is left to it; null if the row may be this run's.</summary>
    /// <exception cref="SoraException">WriteFailed.</exception>
    public async Task<LedgerClaim?> FindOthersAsync(AdmittedRow row, Uri server, CancellationToken ct)
    {
        LedgerClaim? found = row.Key is { } key && _run is not null
            ? await WhileAwayAsync(() => Of(server).FindRowAsync(key, _run.Id), ct).ConfigureAwait(false)
            : null;
        return found is { HeldByRun: not null } && !IsWaitedFor(found) ? found : null;
    }

    /// <summary>
    /// Writes a row down before it is sent; waits while this run, or one that is being stopped, is sending the very same row, and
    /// while the provider has as many unfinished tasks as it may.
    /// </summary>
    /// <param name="task">The new task.</param>
    /// <param name="row">Its row.</param>
    /// <param name="limits">What a new task must keep to; null for nothing.</param>
    /// <param name="item">The stage's item, which shows whom it waits for.</param>
    /// <param name="log">Receives a line when it waits.</param>
    /// <param name="ct">Stops the wait.</param>
    /// <exception cref="SoraException">WaitTimeout: the other process takes longer than sending does; WriteFailed.</exception>
    public async Task<LedgerClaim> ClaimAsync(
        SoraTask task, AdmittedRow row, ClaimLimits? limits, StageItem? item, IRequestLog log, CancellationToken ct)
    {
        long start = _services.Time.GetTimestamp();
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            if (item is { WaitsFor: null })
            {
                item.WaitsFor = StageItem.TheLedger;
            }

            LedgerClaim claim = await WhileAwayAsync(() => ClaimAsync(task, row, limits), ct).ConfigureAwait(false);
            if (claim.Outcome is ClaimOutcome.NoPlace)
            {
                await WaitForPlaceAsync(task, item, log, ct).ConfigureAwait(false);
                start = _services.Time.GetTimestamp();
                continue;
            }

            if (!IsWaitedFor(claim))
            {
                item?.WaitsFor = null;
                return claim;
            }

            if (_services.Time.GetElapsedTime(start) >= CreateLimits.Longest)
            {
                throw SubmissionErrors.BusyTooLong(claim);
            }

            if (item is { WaitsFor: StageItem.TheLedger })
            {
                item.WaitsFor = SubmissionErrors.HolderOf(claim);
                log.Line($"The row is being sent by {item.WaitsFor}: waiting for the outcome.");
            }

            await Task.Delay(s_busyPause, _services.Time, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the task of a row that was sent before, for the next stage, unless another run works on it.</summary>
    /// <exception cref="SoraException">WriteFailed.</exception>
    public async Task<LedgerClaim> TakeAsync(LedgerClaim found, CancellationToken ct)
    {
        SoraTask task = found.Task;
        string? holder = await WhileAwayAsync(() => _run!.TakeAsync(Of(task.Endpoint), task.RequestId), ct).ConfigureAwait(false);
        _run!.HandOn(task.RequestId);
        return holder is null ? found : found with { Outcome = ClaimOutcome.HeldElsewhere, HeldBy = holder };
    }

    /// <summary>Holds right before a claimed row is sent.</summary>
    /// <exception cref="ClaimLostException">It is not this process's row any more, and must not be sent.</exception>
    /// <exception cref="LedgerAwayException">Nobody can tell now whether it is.</exception>
    /// <exception cref="SoraException">WriteFailed: nobody can tell whether it is.</exception>
    public async ValueTask RequireHeldAsync(LedgerClaim claim)
    {
        try
        {
            if (await Of(claim.Task.Endpoint).IsHeldAsync(claim).ConfigureAwait(false))
            {
                return;
            }
        }
        catch (SoraException exception) when (LedgerAwayException.IsCauseOf(exception))
        {
            throw new LedgerAwayException(exception);
        }

        throw new ClaimLostException();
    }

    /// <summary>Waits until the ledger can tell whether a claimed row may still be sent.</summary>
    /// <exception cref="SoraException">WriteFailed.</exception>
    public Task WaitUntilHeldAsync(LedgerClaim claim, CancellationToken ct) =>
        WhileAwayAsync(() => Of(claim.Task.Endpoint).IsHeldAsync(claim).AsTask(), ct);

    /// <summary>Forgets a claimed row that was not sent.</summary>
    /// <exception cref="SoraException">WriteFailed.</exception>
    public Task ForgetAsync(SoraTask task) => KeptAsync(() => Of(task.Endpoint).RemoveAsync(task.RequestId));

    /// <summary>Writes down what came of a claimed row, whose task the next stage may then take.</summary>
    /// <returns>Null if it is written or kept; else the error of a ledger that failed.</returns>
    public async Task<SoraException?> TryWriteAsync(SubmissionOutcome outcome)
    {
        string id = outcome.Task.RequestId;
        try
        {
            LedgerEntry entry = outcome.ToEntry() with { Epoch = _run?.EpochOf(id) };
            await KeptAsync(() => Of(outcome.Task.Endpoint).WriteAsync(entry)).ConfigureAwait(false);
            return null;
        }
        catch (SoraException exception)
        {
            return SubmissionErrors.NotWrittenDown(outcome.Task, exception);
        }
        finally
        {
            _run?.HandOn(id);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Opened.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_run is not null)
        {
            await _run.LeaveAsync().ConfigureAwait(false);
        }
    }

    // The ledger that the rows will need, as far as that is known: opening takes as long as the first row takes to get here.
    private Task OpenAhead()
    {
        Uri[] servers = _services.Connections.TryChoose(_options.Provider) is { } usual
            ? [usual.BaseUri]
            : [.. _services.Connections.All().Select(connection => connection.BaseUri).DistinctBy(_services.Ledgers.Of)];
        return _run is not null && servers is [var only] ? Task.Run(() => _run.Ledgers.Of(only)) : Task.CompletedTask;
    }

    // Nothing is submitted while nobody can tell who submits what; whoever waits for that learns of it after a while.
    private async Task<T> WhileAwayAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        await Opened.ConfigureAwait(false);
        while (true)
        {
            try
            {
                T result = await work().ConfigureAwait(false);
                Volatile.Write(ref _awaySince, 0);
                return result;
            }
            catch (SoraException exception) when (LedgerAwayException.IsCauseOf(exception) && TellAway(exception) < CreateLimits.Timeout)
            {
                await Task.Delay(s_awayPause, _services.Time, ct).ConfigureAwait(false);
            }
        }
    }

    // What is kept until the server is back is as good as written.
    private async Task KeptAsync(Func<Task> write)
    {
        try
        {
            await write().ConfigureAwait(false);
            Volatile.Write(ref _awaySince, 0);
        }
        catch (SoraException exception) when (LedgerAwayException.HasKept(exception))
        {
            TellAway(exception);
        }
    }

    // For how long it has been away, of which the first time is told.
    private TimeSpan TellAway(SoraException exception)
    {
        long now = _services.Time.GetTimestamp();
        long since = Interlocked.CompareExchange(ref _awaySince, now, 0);
        if (since == 0)
        {
            _warn($"Nothing is submitted until the ledger is back. {exception.Message} {exception.RecommendedAction}");
            return TimeSpan.Zero;
        }

        return _services.Time.GetElapsedTime(since, now);
    }

    // For as long as it takes: what an unfinished task takes is nobody's fault.
    private async Task WaitForPlaceAsync(SoraTask task, StageItem? item, IRequestLog log, CancellationToken ct)
    {
        if (item is { WaitsFor: StageItem.TheLedger })
        {
            item.WaitsFor = $"an unfinished task of {task.Provider} to end";
            log.Line("The provider has as many unfinished tasks as it may: waiting until one has ended.");
        }

        Connection? connection = _services.Connections.Find(task.Provider);
        if (_places is not null && connection is not null)
        {
            await _places.LookAsync(connection, Of(task.Endpoint), log, ct).ConfigureAwait(false);
        }

        await Task.Delay(s_placePause, _services.Time, ct).ConfigureAwait(false);
    }

    private async Task<LedgerClaim> ClaimAsync(SoraTask task, AdmittedRow row, ClaimLimits? limits)
    {
        ILedger ledger = Of(task.Endpoint);
        LedgerClaim claim = await (_run is null
            ? ledger.ClaimAsync(task, row.Key, ResubmitOf(row))
            : _run.ClaimAsync(ledger, task, row.Key, ResubmitOf(row), limits)).ConfigureAwait(false);
        if (claim.HeldByRun is not null && !IsWaitedFor(claim))
        {
            _hasMetOthers = true;
        }

        return claim;
    }

    // What another run works on is left to it; one that is being stopped soon lets go.
    private bool IsWaitedFor(LedgerClaim claim) => claim.Outcome is ClaimOutcome.BusyElsewhere or ClaimOutcome.HeldElsewhere
        && (claim.HeldByRun is not { } other || _services.Runs.IsEnding(other));

    private ILedger Of(Uri? server) => _run?.Ledgers.Of(server) ?? s_trialLedger;

    // What an earlier row of the same name has just sent once more, and perhaps paid for, is not sent a third time.
    private Resubmit ResubmitOf(AdmittedRow row) => row.IsRepeat ? Resubmit.None : _options.Resubmit;
}
