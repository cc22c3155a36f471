using SoraPS.Core.Http;

namespace SoraPS.Core.Stages;

/// <summary>
/// Asks the gateway about each task once. One whose create request was never answered is looked for in the gateway's list.
/// </summary>
public sealed class LookStage : ParallelStage<SoraTask, SoraTask>
{
    private readonly SoraClient _client;
    private readonly TaskRecorder _recorder;
    private readonly Reconciliation _reconciliation;

    internal LookStage(SoraClient client, LookOptions options)
        : base(options.Throttle, capacity: null, options.Detail)
    {
        _client = client;
        _recorder = new TaskRecorder(client, text => Tell(new StageEvent<SoraTask>.Warned(text)));
        _reconciliation = new Reconciliation(_recorder);
    }

    /// <inheritdoc/>
    protected override async Task WorkOnAsync(SoraTask item, CancellationToken ct)
    {
        SoraTask task = await _recorder.CompleteAsync(item).ConfigureAwait(false);
        Gateway gateway = _client.GatewayOf(task.Provider);
        DateTimeOffset now = _client.Time.GetUtcNow();
        if (task.Id is null)
        {
            Produce(task.State is SoraTaskState.Unknown
                ? await _reconciliation.TakeUpAsync(task, gateway, now, Log, ct).ConfigureAwait(false)
                : throw Submissions.NoId(task, gateway.Connection));
            return;
        }

        GatewayResult result = await gateway.StatusAsync(task, Log, ct).ConfigureAwait(false);
        SoraTask seen = task.With(result.Report, gateway.Connection.Dialect, now);
        if (seen.State != task.State)
        {
            await _recorder.RecordAsync(
                seen, $"The gateway says {seen.RawState}.", gateway.Errors.Scrub(result.Answer.Text)).ConfigureAwait(false);
        }

        Produce(seen);
    }

    /// <inheritdoc/>
    protected override ValueTask ReleaseAsync()
    {
        _reconciliation.Dispose();
        return _recorder.DisposeAsync();
    }
}
