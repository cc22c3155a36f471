using SoraPS.Core.Connections;
using SoraPS.Core.Costs;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Gateways;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Preparation;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Submission;

/// <summary>
/// Submits one task per row and tells each as soon as the gateway has accepted it. A row is written down before it is sent, and
/// its task before it is told; a row of a batch that was sent before gives its task back.
/// </summary>
public sealed class SubmitStage : ParallelStage<VideoRequest, SoraTask>
{
    // How long another process that is sending the very same row is left alone.
    private static readonly TimeSpan s_busyPause = TimeSpan.FromMilliseconds(250);

    private static readonly NoLedger s_trialLedger = new();

    private readonly StageServices _services;
    private readonly SubmitOptions _options;
    private readonly CostLimit? _limit;
    private readonly Sequencer _order = new();

    // A create request has a slot from its claim to its answer; while the answer is written down, another has it.
    private readonly SemaphoreSlim _slots;
    private readonly LedgerLeases? _ledgers;
    private readonly Task _opening;
    private readonly IdempotencyKeys _keys = new();
    private readonly HashSet<IdempotencyKey> _seen = [];
    private long _admitted;

    internal SubmitStage(StageServices services, SubmitOptions options)
        : base(Workers(options.Throttle), capacity: options.Throttle, options.Detail)
    {
        _services = services;
        _slots = new SemaphoreSlim(options.Throttle);
        _options = options;
        _limit = options.MaxCost is { } max
            ? new CostLimit(options.Prices ?? PriceBook.Load(), max, options.AllowsUnknownCost)
            : null;

        _ledgers = options.IsTrial ? null : new LedgerLeases(services.Ledgers);
        _opening = OpenAhead();
        if (!options.IsTrial)
        {
            services.Gateways.WarmUp(options.Provider);
        }
    }

    /// <inheritdoc/>
    public override Task Opened => _opening;

    /// <inheritdoc/>
    protected override VideoRequest Admit(VideoRequest item)
    {
        // Before its key is made, which would hold the same replacement for different texts.
        RowText.Check(item);
        IdempotencyKey? row = string.IsNullOrWhiteSpace(item.Batch) ? null : _keys.Of(item.Batch, item);
        bool isRepeat = row is not null && !_seen.Add(row with { ContentHash = null, Earlier = [] });
        if (isRepeat)
        {
            Emit(new StageEvent<SoraTask>.Warned(
                $"The name {item.Name} is there twice: within a batch it stands for one row, so the second gives the first one's task."));
        }

        return item with { Order = _admitted++, Source = item.Source ?? item, Row = row, IsRepeat = isRepeat };
    }

    /// <inheritdoc/>
    protected override object? TargetOf(VideoRequest item) => item.Source ?? item;

    /// <inheritdoc/>
    protected override async Task WorkOnAsync(VideoRequest item, CancellationToken ct)
    {
        try
        {
            await Opened.ConfigureAwait(false);
            await SubmitAsync(item, ct).ConfigureAwait(false);
        }
        finally
        {
            _order.Release(item.Order);
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask ReleaseAsync()
    {
        _slots.Dispose();
        await Opened.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_ledgers is not null)
        {
            await _ledgers.DisposeAsync().ConfigureAwait(false);
        }
    }

    // The ledger that the rows will need, as far as that is known: opening takes as long as the first row takes to get here.
    private Task OpenAhead()
    {
        Uri[] servers = _services.Connections.TryChoose(_options.Provider) is { } usual
            ? [usual.BaseUri]
            : [.. _services.Connections.All().Select(connection => connection.BaseUri).DistinctBy(_services.Ledgers.Of)];
        return _ledgers is not null && servers is [var only] ? Task.Run(() => _ledgers.Of(only)) : Task.CompletedTask;
    }

    private ILedger LedgerOf(Uri? server) => _ledgers?.Of(server) ?? s_trialLedger;

    private async Task SubmitAsync(VideoRequest item, CancellationToken ct)
    {
        // What was paid for before must not count against the limit.
        if (_limit is not null && await FindSubmittedAsync(item).ConfigureAwait(false) is { } paid)
        {
            GiveBack(paid);
            return;
        }

        Gateway gateway;
        PreparedRequest request;
        try
        {
            gateway = _services.Gateways.Of(item.Provider ?? _options.Provider);
            gateway.RequireKey();
            request = RequestPreparation.Prepare(item, gateway.Connection);
        }
        catch (SoraException) when (item.Row is not null)
        {
            // A row that was sent before needs no key and no image any more.
            if (await FindSubmittedAsync(item).ConfigureAwait(false) is not { } found)
            {
                throw;
            }

            GiveBack(found);
            return;
        }

        CostReservation? cost = await ReserveAsync(item, request, gateway.Connection, ct).ConfigureAwait(false);
        if (!await ClaimAndSendAsync(item, request, gateway, ct).ConfigureAwait(false))
        {
            cost?.Release();
        }
    }

    private async Task<LedgerClaim?> FindSubmittedAsync(VideoRequest item)
    {
        if (item.Row is not { } row)
        {
            return null;
        }

        // Also without a provider that could be asked: the row's task may be there all the same.
        Connection? connection = _services.Connections.TryChoose(item.Provider ?? _options.Provider);
        LedgerClaim? found = await LedgerOf(connection?.BaseUri).FindRowAsync(row).ConfigureAwait(false);
        return found is { Outcome: ClaimOutcome.Existing } && !ResubmitOf(item).Allows(found.Task.State) ? found : null;
    }

    // False if the row costs nothing: it was sent before, or surely was not taken.
    private async Task<bool> ClaimAndSendAsync(VideoRequest row, PreparedRequest request, Gateway gateway, CancellationToken ct)
    {
        await _slots.WaitAsync(ct).ConfigureAwait(false);
        Submission sent;
        try
        {
            LedgerClaim claim = await ClaimAsync(Begin(row, request, gateway.Connection), row, ct).ConfigureAwait(false);
            if (claim.Outcome is ClaimOutcome.Existing)
            {
                GiveBack(claim);
                return false;
            }

            sent = await SendAsync(request, claim.Task, gateway, ct).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }

        return await SettleAsync(sent, row).ConfigureAwait(false);
    }

    // In the order of the rows, so that the limit cuts them off at one place however many are under way.
    private async Task<CostReservation?> ReserveAsync(VideoRequest row, PreparedRequest request, Connection connection, CancellationToken ct)
    {
        if (_limit is null)
        {
            return null;
        }

        await _order.WaitAsync(row.Order, ct).ConfigureAwait(false);
        CostReservation? reserved = _limit.Reserve(request, connection);
        _order.Release(row.Order);
        return reserved;
    }

    private async Task<LedgerClaim> ClaimAsync(SoraTask task, VideoRequest row, CancellationToken ct)
    {
        long start = _services.Time.GetTimestamp();
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            LedgerClaim claim = await LedgerOf(task.Endpoint).ClaimAsync(task, row.Row, ResubmitOf(row)).ConfigureAwait(false);
            if (claim.Outcome is not ClaimOutcome.BusyElsewhere)
            {
                Current?.WaitsFor = null;
                return claim;
            }

            if (_services.Time.GetElapsedTime(start) >= CreateLimits.Longest)
            {
                throw SubmissionErrors.BusyTooLong(claim);
            }

            if (Current is { WaitsFor: null } item)
            {
                item.WaitsFor = SubmissionErrors.HolderOf(claim);
                Log.Line($"{SubmissionErrors.RowOf(claim.Task)} is being sent by {item.WaitsFor}: waiting for what comes of it.");
            }

            await Task.Delay(s_busyPause, _services.Time, ct).ConfigureAwait(false);
        }
    }

    // What an earlier row of the same name has just sent once more, and perhaps paid for, is not sent a third time.
    private Resubmit ResubmitOf(VideoRequest row) => row.IsRepeat ? Resubmit.None : _options.Resubmit;

    private void GiveBack(LedgerClaim claim)
    {
        if (claim.ContentDiffers)
        {
            Emit(new StageEvent<SoraTask>.Warned(
                $"The row {claim.Task.Name} of batch {claim.Task.Batch} now asks for something else than what was submitted; "
                + "the earlier task is given back. Give the row another name to have it made anew."));
        }

        if (claim.Task is { State: SoraTaskState.Unknown, Id: null })
        {
            Fail(SubmissionErrors.StillUnknown(claim.Task, _services.Connections.Find(claim.Task.Provider)), claim.Task);
        }
        else
        {
            Produce(claim.Task);
        }
    }

    private async Task<Submission> SendAsync(PreparedRequest request, SoraTask task, Gateway gateway, CancellationToken ct)
    {
        try
        {
            GatewayResult result = await gateway.CreateAsync(request, Log, ct).ConfigureAwait(false);
            DateTimeOffset now = _services.Time.GetUtcNow();
            // Made now, and not when it was written down: the gateway may have been asked for half an hour to take it.
            SoraTask made = task.With(result.Report, gateway.Connection.Dialect, now) with
            {
                CreatedAt = result.Report.CreatedAt ?? now,
                SubmittedAt = now,
            };
            Telemetry.Submitted(made);
            return new Submission(made, null, gateway.Errors.Scrub(result.Answer.Text));
        }
        catch (SoraException exception)
        {
            bool isUnknown = exception.Kind is SoraErrorKind.SubmissionUnknown;
            SoraTask failed = Failed(task, isUnknown ? SoraTaskState.Unknown : SoraTaskState.Failed, exception);
            return new Submission(failed with { Id = exception.TaskId }, exception, exception.GatewayAnswer);
        }
        catch (OperationCanceledException)
        {
            // Stopped before it was sent: there is nothing to remember.
            await LedgerOf(task.Endpoint).RemoveAsync(task.RequestId).ConfigureAwait(false);
            throw;
        }
    }

    // Writes down what came of it, and tells it then.
    private async Task<bool> SettleAsync(Submission sent, VideoRequest row)
    {
        SoraTask task = sent.Task;
        if (sent.Error is null)
        {
            await WriteAcceptedAsync(task, sent.Answer).ConfigureAwait(false);
            return true;
        }

        bool isUnknown = task.State is SoraTaskState.Unknown;
        Fail(sent.Error, isUnknown ? task : TargetOf(row));
        LedgerEntry entry = new(task, sent.Error.Message) { Answer = sent.Answer, ReleasesRow = !isUnknown };
        await LedgerOf(task.Endpoint).WriteAsync(entry).ConfigureAwait(false);
        if (task.Id is not null)
        {
            // The gateway knows by its id whether it was made: waiting for it is free, and brings the video home if it was.
            Produce(task);
        }

        return isUnknown;
    }

    private async Task WriteAcceptedAsync(SoraTask task, string? answer)
    {
        try
        {
            LedgerEntry entry = new(task, "Accepted by the gateway.") { Answer = answer };
            await LedgerOf(task.Endpoint).WriteAsync(entry).ConfigureAwait(false);
            Produce(task);
        }
        catch (SoraException exception)
        {
            Fail(SubmissionErrors.NotWrittenDown(task, exception), task);
        }
    }

    private static SoraTask Failed(SoraTask task, SoraTaskState state, SoraException exception) => task with
    {
        State = state,
        Error = new SoraTaskError(exception.GatewayCode, exception.Message, exception.Kind),
    };

    // One at a time keeps the order of the rows; more have a worker for each slot and for each answer being written down.
    private static int Workers(int throttle) => throttle <= 1 ? 1 : 2 * throttle;

    private SoraTask Begin(VideoRequest row, PreparedRequest request, Connection connection)
    {
        DateTimeOffset now = _services.Time.GetUtcNow();
        return new()
        {
            RequestId = row.RequestId,
            Provider = connection.Name,
            Endpoint = connection.BaseUri,
            Model = request.Model,
            Name = row.Name,
            Batch = row.Batch,
            Prompt = request.Prompt,
            State = SoraTaskState.Submitting,
            Duration = request.Duration,
            AspectRatio = request.AspectRatio,
            Resolution = request.Resolution,
            CreatedAt = now,
            SubmittedAt = now,
        };
    }

    private sealed record Submission(SoraTask Task, SoraException? Error, string? Answer);
}
