using SoraPS.Core.Http;

namespace SoraPS.Core.Stages;

/// <summary>Asks the gateway about each task once.</summary>
public sealed class LookStage : ParallelStage<SoraTask, SoraTask>
{
    private readonly SoraClient _client;

    internal LookStage(SoraClient client, LookOptions options)
        : base(options.Throttle, capacity: null, options.Detail) => _client = client;

    /// <inheritdoc/>
    protected override async Task WorkOnAsync(SoraTask item, CancellationToken ct)
    {
        Gateway gateway = _client.GatewayOf(item.Provider);
        GatewayResult result = await gateway.StatusAsync(item, Log, ct).ConfigureAwait(false);
        Produce(item.With(result.Report, gateway.Connection.Dialect, _client.Time.GetUtcNow()));
    }
}
