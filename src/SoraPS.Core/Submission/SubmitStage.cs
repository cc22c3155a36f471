using SoraPS.Core.Costs;
using SoraPS.Core.Gateways;
using SoraPS.Core.Http;
using SoraPS.Core.Ledger;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Submission;

/// <summary>
/// Submits one task per row and emits each as soon as the gateway has accepted it. A row is written down before it is sent, and
/// its task before it is emitted; a row of a batch that was sent before gives its task back.
/// </summary>
public sealed class SubmitStage : ParallelStage<IVideoRow, SoraTask>
{
    private readonly StageServices _services;
    private readonly string? _provider;
    private readonly RowAdmission _admission = new();
    private readonly RowBudget _budget;
    private readonly SubmissionLedger _ledger;

    // A create request has a slot from its claim to its answer; while the answer is written down, another has it.
    private readonly SemaphoreSlim _slots;

    internal SubmitStage(StageServices services, SubmitOptions options)
        : base(Workers(options.Throttle), capacity: options.Throttle, options.Detail)
    {
        _services = services;
        _provider = options.Provider;
        _slots = new SemaphoreSlim(options.Throttle);
        _budget = new RowBudget(options);
        _ledger = new SubmissionLedger(services, options);
        if (!options.IsTrial)
        {
            services.Gateways.WarmUp(options.Provider);
        }
    }

    /// <inheritdoc/>
    public override Task Opened => _ledger.Opened;

    /// <inheritdoc/>
    protected override Func<CancellationToken, Task> Admit(IVideoRow item)
    {
        AdmittedRow row = _admission.Admit(item);
        if (row.IsRepeat)
        {
            Emit(new StageEvent<SoraTask>.Warned(SubmissionErrors.NameTwice(row.Request.Name)));
        }

        return ct => WorkOnAsync(row, ct);
    }

    /// <inheritdoc/>
    protected override object? TargetOf(IVideoRow item) => item.Request.Source ?? item.Request;

    /// <inheritdoc/>
    protected override ValueTask ReleaseAsync()
    {
        _slots.Dispose();
        return _ledger.DisposeAsync();
    }

    private async Task WorkOnAsync(AdmittedRow row, CancellationToken ct)
    {
        try
        {
            await Opened.ConfigureAwait(false);
            await SubmitAsync(row, ct).ConfigureAwait(false);
        }
        finally
        {
            _budget.Release(row);
        }
    }

    private async Task SubmitAsync(AdmittedRow row, CancellationToken ct)
    {
        // What was paid for before must not count against the limit.
        if (_budget.IsLimited && await _ledger.FindSubmittedAsync(row).ConfigureAwait(false) is { } paid)
        {
            GiveBack(paid);
            return;
        }

        QuotedRequest quoted;
        KeyedRequest request;
        try
        {
            Gateway gateway = _services.Gateways.Of(row.Request.Provider ?? _provider);
            gateway.OpenClient();
            RequestKey key = gateway.ReadKey();
            quoted = row.At(gateway.Connection, _budget.Prices);
            request = new KeyedRequest(quoted.Prepare(), key, gateway);
        }
        catch (SoraException) when (row.Key is not null)
        {
            // A row that was sent before needs no key and no image any more.
            if (await _ledger.FindSubmittedAsync(row).ConfigureAwait(false) is not { } found)
            {
                throw;
            }

            GiveBack(found);
            return;
        }

        CostReservation? cost = await _budget.ReserveAsync(row, quoted, ct).ConfigureAwait(false);
        if (!await ClaimAndSendAsync(row, request, ct).ConfigureAwait(false))
        {
            cost?.Release();
        }
    }

    // False if the row costs nothing: it was sent before, or surely was not taken.
    private async Task<bool> ClaimAndSendAsync(AdmittedRow row, KeyedRequest request, CancellationToken ct)
    {
        await _slots.WaitAsync(ct).ConfigureAwait(false);
        SubmissionOutcome outcome;
        try
        {
            SoraTask task = row.ToTask(request.Prepared, request.Gateway.Connection, _services.Time.GetUtcNow());
            LedgerClaim claim = await _ledger.ClaimAsync(task, row, Current, Log, ct).ConfigureAwait(false);
            if (claim.Outcome is ClaimOutcome.Existing)
            {
                GiveBack(claim);
                return false;
            }

            outcome = await SendAsync(request, claim.Task, ct).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }

        await SettleAsync(outcome, row).ConfigureAwait(false);
        return outcome.MayBeCharged;
    }

    private async Task<SubmissionOutcome> SendAsync(KeyedRequest request, SoraTask task, CancellationToken ct)
    {
        try
        {
            return await SubmissionOutcome.SendAsync(request, task, _services.Time, Log, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopped before it was sent: there is nothing to remember.
            await _ledger.ForgetAsync(task).ConfigureAwait(false);
            throw;
        }
    }

    private void GiveBack(LedgerClaim claim)
    {
        if (claim.ContentDiffers)
        {
            Emit(new StageEvent<SoraTask>.Warned(SubmissionErrors.ContentDiffers(claim.Task)));
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

    // Writes down what came of it, and emits it then.
    private async Task SettleAsync(SubmissionOutcome outcome, AdmittedRow row)
    {
        if (outcome.Error is { } error)
        {
            Fail(error, outcome.MayBeCharged ? outcome.Task : TargetOf(row.Row));
            await _ledger.WriteAsync(outcome).ConfigureAwait(false);
            if (outcome.Task.Id is not null)
            {
                // The gateway knows by its id whether it was made: waiting for it is free, and brings the video home if it was.
                Produce(outcome.Task);
            }

            return;
        }

        try
        {
            await _ledger.WriteAsync(outcome).ConfigureAwait(false);
            Produce(outcome.Task);
        }
        catch (SoraException exception)
        {
            Fail(SubmissionErrors.NotWrittenDown(outcome.Task, exception), outcome.Task);
        }
    }

    // One at a time keeps the order of the rows; more have a worker for each slot and for each answer being written down.
    private static int Workers(int throttle) => throttle <= 1 ? 1 : 2 * throttle;
}
