using SoraPS.Core.Http;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Stages;

/// <summary>Submits one task per row and tells each as soon as the gateway has accepted it.</summary>
public sealed class SubmitStage : ParallelStage<VideoRequest, SoraTask>
{
    private readonly SoraClient _client;
    private readonly Gateway _gateway;

    internal SubmitStage(SoraClient client, Gateway gateway, SubmitOptions options)
        : base(options.Throttle, capacity: options.Throttle, options.Detail)
    {
        _client = client;
        _gateway = gateway;
    }

    /// <inheritdoc/>
    protected override async Task WorkOnAsync(VideoRequest item, CancellationToken ct)
    {
        VideoRequest request = RequestPreparation.Prepare(item, _gateway.Connection);
        SoraTask task = Begin(request);
        try
        {
            GatewayResult result = await _gateway.CreateAsync(request, Log, ct).ConfigureAwait(false);
            task = task.With(result.Report, _gateway.Connection.Dialect, _client.Time.GetUtcNow());
            Produce(task);
        }
        catch (SoraException exception) when (exception.Kind is SoraErrorKind.SubmissionUnknown)
        {
            Fail(exception, task with
            {
                State = SoraTaskState.Unknown,
                Error = new SoraTaskError(exception.GatewayCode, exception.Message, exception.Kind),
            });
        }
    }

    private SoraTask Begin(VideoRequest request) => new()
    {
        RequestId = request.RequestId,
        Provider = _gateway.Connection.Name,
        Endpoint = _gateway.Connection.BaseUri,
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
