using SoraPS.Core.Connections;
using SoraPS.Core.Http;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Stages;

/// <summary>Submits one task per row and tells each as soon as the gateway has accepted it.</summary>
public sealed class SubmitStage : ParallelStage<VideoRequest, SoraTask>
{
    private readonly SoraClient _client;
    private readonly string? _provider;

    internal SubmitStage(SoraClient client, SubmitOptions options)
        : base(options.Throttle, capacity: options.Throttle, options.Detail)
    {
        _client = client;
        _provider = options.Provider;
    }

    /// <inheritdoc/>
    protected override object? TargetOf(VideoRequest item) => item.Source ?? item;

    /// <inheritdoc/>
    protected override async Task WorkOnAsync(VideoRequest item, CancellationToken ct)
    {
        Gateway gateway = _client.GatewayOf(item.Provider ?? _provider);
        gateway.RequireKey();
        VideoRequest request = RequestPreparation.Prepare(item, gateway.Connection);
        SoraTask task = Begin(request, gateway.Connection);
        try
        {
            GatewayResult result = await gateway.CreateAsync(request, Log, ct).ConfigureAwait(false);
            task = task.With(result.Report, gateway.Connection.Dialect, _client.Time.GetUtcNow());
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
