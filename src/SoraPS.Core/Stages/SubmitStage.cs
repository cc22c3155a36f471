using SoraPS.Core.Connections;
using SoraPS.Core.Http;
using SoraPS.Core.Ledger;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Stages;

/// <summary>
/// Submits one task per row and tells each as soon as the gateway has accepted it. A row is written down before it is sent, and
/// its task before it is told; a row of a batch that was sent before gives its task back.
/// </summary>
public sealed class SubmitStage : ParallelStage<VideoRequest, SoraTask>
{
    // How long another process that is sending the very same row is left alone.
    private static readonly TimeSpan s_busyPause = TimeSpan.FromMilliseconds(250);

    private readonly SoraClient _client;
    private readonly SubmitOptions _options;
    private readonly LedgerLease? _lease;
    private readonly ILedger _ledger;
    private readonly RowKeys _keys = new();
    private readonly HashSet<RowKey> _seen = [];

    internal SubmitStage(SoraClient client, SubmitOptions options)
        : base(options.Throttle, capacity: options.Throttle, options.Detail)
    {
        _client = client;
        _options = options;
        _lease = options.IsTrial ? null : client.Ledgers.Lease();
        _ledger = _lease?.Ledger ?? new NoLedger();
    }

    /// <inheritdoc/>
    protected override VideoRequest Admit(VideoRequest item)
    {
        if (string.IsNullOrWhiteSpace(item.Batch))
        {
            return item;
        }

        RowKey row = _keys.Of(item.Batch, item);
        if (!_seen.Add(row with { ContentHash = "" }))
        {
            Tell(new StageEvent<SoraTask>.Warned(
                $"The name {item.Name} is there twice: within a batch it stands for one row, so the second gives the first one's task."));
        }

        return item with { Row = row };
    }

    /// <inheritdoc/>
    protected override object? TargetOf(VideoRequest item) => item.Source ?? item;

    /// <inheritdoc/>
    protected override async Task WorkOnAsync(VideoRequest item, CancellationToken ct)
    {
        // A row that was sent before needs no key and no image any more.
        if (item.Row is { } row
            && await _ledger.FindRowAsync(row).ConfigureAwait(false) is { Outcome: ClaimOutcome.Existing } found
            && !_options.Resubmit.Allows(found.Task.State))
        {
            GiveBack(found);
            return;
        }

        Gateway gateway = _client.GatewayOf(item.Provider ?? _options.Provider);
        gateway.RequireKey();
        VideoRequest request = RequestPreparation.Prepare(item, gateway.Connection);
        LedgerClaim claim = await ClaimAsync(Begin(request, gateway.Connection), request.Row, ct).ConfigureAwait(false);
        if (claim.Outcome is ClaimOutcome.Existing)
        {
            GiveBack(claim);
        }
        else
        {
            await SendAsync(request, claim.Task, gateway, ct).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override ValueTask ReleaseAsync() => _lease?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<LedgerClaim> ClaimAsync(SoraTask task, RowKey? row, CancellationToken ct)
    {
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            LedgerClaim claim = await _ledger.ClaimAsync(task, row, _options.Resubmit).ConfigureAwait(false);
            if (claim.Outcome is not ClaimOutcome.BusyElsewhere)
            {
                return claim;
            }

            await Task.Delay(s_busyPause, _client.Time, ct).ConfigureAwait(false);
        }
    }

    private void GiveBack(LedgerClaim claim)
    {
        if (claim.ContentDiffers)
        {
            Tell(new StageEvent<SoraTask>.Warned(
                $"The row {claim.Task.Name} of batch {claim.Task.Batch} now asks for something else than what was submitted; "
                + "the earlier task is given back. Give the row another name to have it made anew."));
        }

        if (claim.Task.State is SoraTaskState.Unknown)
        {
            Fail(Submissions.StillUnknown(claim.Task, _client.Connections.Find(claim.Task.Provider)), claim.Task);
        }
        else
        {
            Produce(claim.Task);
        }
    }

    private async Task SendAsync(VideoRequest request, SoraTask task, Gateway gateway, CancellationToken ct)
    {
        try
        {
            GatewayResult result = await gateway.CreateAsync(request, Log, ct).ConfigureAwait(false);
            task = task.With(result.Report, gateway.Connection.Dialect, _client.Time.GetUtcNow());
            await WriteAcceptedAsync(task, gateway.Errors.Scrub(result.Answer.Text)).ConfigureAwait(false);
        }
        catch (SoraException exception) when (exception.Kind is SoraErrorKind.SubmissionUnknown)
        {
            SoraTask unknown = Submissions.Failed(task, SoraTaskState.Unknown, exception);
            Fail(exception, unknown);
            await _ledger.WriteAsync(new LedgerEntry(unknown, exception.Message)).ConfigureAwait(false);
        }
        catch (SoraException exception) when (task.Id is null)
        {
            SoraTask refused = Submissions.Failed(task, SoraTaskState.Failed, exception);
            Fail(exception, TargetOf(request));
            await _ledger.WriteAsync(new LedgerEntry(refused, exception.Message) { ReleasesRow = true }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopped before it was sent: there is nothing to remember.
            await _ledger.RemoveAsync(task.RequestId).ConfigureAwait(false);
        }
    }

    private async Task WriteAcceptedAsync(SoraTask task, string answer)
    {
        try
        {
            await _ledger.WriteAsync(new LedgerEntry(task, "Accepted by the gateway.") { Answer = answer }).ConfigureAwait(false);
            Produce(task);
        }
        catch (SoraException exception)
        {
            Fail(Submissions.NotWrittenDown(task, exception), task);
        }
    }

    private SoraTask Begin(VideoRequest request, Connection connection) => new()
    {
        RequestId = request.RequestId,
        Provider = connection.Name,
        Endpoint = connection.BaseUri,
        Model = request.Model,
        Name = request.Name,
        Batch = request.Batch,
        Prompt = request.Prompt,
        State = SoraTaskState.Submitting,
        Duration = request.Duration,
        AspectRatio = request.AspectRatio,
        Resolution = request.Resolution,
        CreatedAt = _client.Time.GetUtcNow(),
    };
}
