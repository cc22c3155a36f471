using SoraPS.Core.Gateways;
using SoraPS.Core.Stages;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Refresh;

/// <summary>
/// Asks the gateway about each task once. One whose create request was never answered is searched for in the gateway's list.
/// </summary>
public sealed class RefreshStage : ParallelStage<SoraTask, SoraTask>
{
    private readonly StageServices _services;
    private readonly TaskRecorder _recorder;
    private readonly Reconciliation _reconciliation;

    internal RefreshStage(StageServices services, RefreshOptions options)
        : base(options.Throttle, capacity: null, options.Detail)
    {
        _services = services;
        _recorder = new TaskRecorder(services, run: null, Log, text => Emit(new StageEvent<SoraTask>.Warned(text)));
        _reconciliation = new Reconciliation(_recorder);
    }

    /// <inheritdoc/>
    protected override Func<CancellationToken, Task> Admit(SoraTask item) => ct => RefreshAsync(item, ct);

    /// <inheritdoc/>
    protected override ValueTask ReleaseAsync()
    {
        _reconciliation.Dispose();
        return _recorder.DisposeAsync();
    }

    private async Task RefreshAsync(SoraTask item, CancellationToken ct)
    {
        SoraTask task = await _recorder.CompleteAsync(item).ConfigureAwait(false);
        Gateway gateway = _services.Gateways.Of(task.Provider);
        DateTimeOffset now = _services.Time.GetUtcNow();
        if (task.Id is null)
        {
            Produce(task.State is SoraTaskState.Unknown
                ? await _reconciliation.TakeUpAsync(task, gateway, now, Log, ct).ConfigureAwait(false)
                : throw SubmissionErrors.NoId(task, gateway.Connection));
            return;
        }

        GatewayResult result = await gateway.StatusAsync(task, Log, ct).ConfigureAwait(false);
        SoraTask seen = task.With(result.Report, gateway.Connection.Dialect, now);
        if (seen.IsNewsAfter(task))
        {
            await _recorder.RecordAsync(
                seen, $"The gateway says {seen.RawState}.", gateway.Errors.Scrub(result.Answer.Text)).ConfigureAwait(false);
        }

        Produce(seen);
    }
}
