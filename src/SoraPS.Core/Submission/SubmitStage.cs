using Polly.CircuitBreaker;
using SoraPS.Core.Connections;
using SoraPS.Core.Costs;
using SoraPS.Core.Diagnostics;
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
    private readonly SubmissionBreaker _breaker = new();
    private readonly SubmissionSlots _slots;

    internal SubmitStage(StageServices services, SubmitOptions options)
        : base(options.Workers, capacity: options.Throttle, options.Detail)
    {
        (_services, _provider) = (services, options.Provider);
        _budget = new RowBudget(options);
        _ledger = new SubmissionLedger(services, options, text => Emit(new StageEvent<SoraTask>.Warned(text)), Stopping);
        _slots = new SubmissionSlots(options.Throttle, _ledger);
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
            Warn(SubmissionErrors.NameTwice(row.Request));
        }

        return ct => WorkOnAsync(row, ct);
    }

    /// <inheritdoc/>
    protected override object? TargetOf(IVideoRow item) => item.Request.Source ?? item.Request;

    /// <inheritdoc/>
    protected override void EmitEnd() => _breaker.Errors().ToList().ForEach(error => Fail(error, target: null));

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
            if (row.After is { } first)
            {
                // Else -Force could send the first one once more because of what came of this one.
                Log.WaitFor(StageItem.AnEarlierRow);
                await first.WaitAsync(ct).ConfigureAwait(false);
                Log.WaitFor(null);
            }

            await SubmitAsync(row, ct).ConfigureAwait(false);
        }
        finally
        {
            row.End();
            _budget.Release(row);
        }
    }

    private async Task SubmitAsync(AdmittedRow row, CancellationToken ct)
    {
        // What was paid for before must not count against the limit.
        if (_budget.IsLimited && await TryGiveBackAsync(row, ct).ConfigureAwait(false))
        {
            return;
        }

        Gateway? gateway = null;
        QuotedRequest quoted;
        KeyedRequest request;
        try
        {
            gateway = _services.Gateways.Of(row.Request.Provider ?? _provider);
            gateway.OpenClient();
            RequestKey key = gateway.ReadKey();
            quoted = row.At(gateway.Connection, _budget.Prices);
            request = new KeyedRequest(quoted.Prepare(), key, gateway);
        }
        catch (SoraException exception)
        {
            // A row that was sent before needs no key and no image any more.
            if (!await TryGiveBackAsync(row, ct).ConfigureAwait(false)
                && (gateway is null || !SubmissionBreaker.Concerns(exception) || _breaker.Fail(gateway.Connection, exception)))
            {
                throw;
            }

            return;
        }

        CostReservation? cost = await _budget.ReserveAsync(row, quoted, ct).ConfigureAwait(false);
        if (!await ClaimAndSendAsync(row, quoted, request, ct).ConfigureAwait(false))
        {
            cost?.Release();
        }
    }

    // False if the row costs nothing: it was sent before, or surely not taken.
    private async Task<bool> ClaimAndSendAsync(AdmittedRow row, QuotedRequest quoted, KeyedRequest request, CancellationToken ct)
    {
        if (await _slots.TakeAsync(row, quoted.Connection.BaseUri, ct).ConfigureAwait(false) is { } others)
        {
            GiveBack(others);
            return false;
        }

        SubmissionOutcome? outcome;
        try
        {
            do
            {
                if (_breaker.IsOpen(request.Gateway.Connection))
                {
                    // It is not sent because others could not be; one that was sent before gives its task back all the same.
                    if (!await TryGiveBackAsync(row, ct).ConfigureAwait(false))
                    {
                        _breaker.Skip(request.Gateway.Connection);
                    }

                    return false;
                }

                SoraTask task = row.ToTask(request.Prepared, quoted, _services.Time.GetUtcNow());
                LedgerClaim claim = await _ledger
                    .ClaimAsync(task, row, _budget.LimitsAt(quoted.Connection), Current, Log, ct).ConfigureAwait(false);
                if (claim.Outcome is ClaimOutcome.OverBatchCost)
                {
                    Fail(_budget.Refuse(quoted, claim), TargetOf(row.Row));
                    return false;
                }

                if (claim.Outcome is not ClaimOutcome.New)
                {
                    GiveBack(claim);
                    return false;
                }

                outcome = await SendAsync(request.WithCallback(_services.Callbacks, claim.Task), claim, ct).ConfigureAwait(false);
            }
            while (outcome is null);
        }
        finally
        {
            _slots.Release();
        }

        await SettleAsync(outcome, row, request.Gateway.Connection).ConfigureAwait(false);
        return outcome.MayBeCharged;
    }

    // Null if it was not sent: the claim was lost, or others have shown meanwhile that nothing can be sent.
    private async Task<SubmissionOutcome?> SendAsync(KeyedRequest request, LedgerClaim claim, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                try
                {
                    Func<ValueTask> sending = () => _breaker.IsOpen(request.Gateway.Connection)
                        ? throw new BrokenCircuitException()
                        : _ledger.RequireHeldAsync(claim);
                    return await SubmissionOutcome
                        .SendAsync(request, claim.Task, sending, _services.Time, Log, ct).ConfigureAwait(false);
                }
                catch (LedgerAwayException)
                {
                    await _ledger.WaitUntilHeldAsync(claim, ct).ConfigureAwait(false);
                }
            }
        }
        catch (ClaimLostException)
        {
            return null;
        }
        catch (BrokenCircuitException)
        {
            await _ledger.ForgetAsync(claim.Task).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (exception is OperationCanceledException or SoraException)
        {
            // Stopped, or without a ledger that could tell, before it was sent: there is nothing to remember.
            await _ledger.ForgetAsync(claim.Task).ConfigureAwait(false);
            throw;
        }
    }

    // False if the row was not sent before.
    private async Task<bool> TryGiveBackAsync(AdmittedRow row, CancellationToken ct)
    {
        if (await _ledger.FindSubmittedAsync(row, ct).ConfigureAwait(false) is not { } found)
        {
            return false;
        }

        GiveBack(await _ledger.TakeAsync(found, ct).ConfigureAwait(false));
        return true;
    }

    private void GiveBack(LedgerClaim claim)
    {
        if (claim.Outcome is ClaimOutcome.BusyElsewhere or ClaimOutcome.HeldElsewhere)
        {
            LeaveTo(SubmissionErrors.HolderOf(claim));
            return;
        }

        if (claim.ContentDiffers)
        {
            Warn(SubmissionErrors.ContentDiffers(claim.Task));
        }

        if (claim.Task is { State: SoraTaskState.Unknown, Id: null })
        {
            Fail(SubmissionErrors.StillUnknown(claim.Task, _services.Connections.Find(claim.Task.Provider)), claim.Task);
        }
        else
        {
            Current?.IsReturned = true;
            Produce(claim.Task);
        }
    }

    // Writes down what came of it, and emits it then. Listeners are told last: one that fails loses no task.
    private async Task SettleAsync(SubmissionOutcome outcome, AdmittedRow row, Connection connection)
    {
        if (!outcome.MayBeCharged && SubmissionBreaker.Concerns(outcome.Error))
        {
            await SettleRefusalAsync(outcome, row, connection).ConfigureAwait(false);
            return;
        }

        _breaker.Note(connection, outcome);
        SoraException? unwritten = await _ledger.TryWriteAsync(outcome).ConfigureAwait(false);
        if (outcome.Error is { } error)
        {
            Fail(error, outcome.MayBeCharged ? outcome.Task : TargetOf(row.Row));
        }

        if (unwritten is not null)
        {
            Fail(unwritten, outcome.Task);
        }

        // A task with an id is paid for, or may be, and waiting for it is free: also for one whose outcome or ledger is in doubt.
        if (outcome.Task.Id is not null)
        {
            Produce(outcome.Task);
        }

        if (outcome.Error is null)
        {
            Telemetry.Submitted(outcome.Task);
        }
    }

    // Refused for what is not the row's fault: it stays as new as if it had not been sent.
    private async Task SettleRefusalAsync(SubmissionOutcome outcome, AdmittedRow row, Connection connection)
    {
        if (_breaker.Fail(connection, outcome.Error!))
        {
            Fail(outcome.Error!, TargetOf(row.Row));
        }

        await _ledger.ForgetAsync(outcome.Task).ConfigureAwait(false);
    }
}
