using SoraPS.Core.Connections;
using SoraPS.Core.Costs;
using SoraPS.Core.Http;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Stages;

/// <summary>Submits one task per row and tells each as soon as the gateway has accepted it.</summary>
public sealed class SubmitStage : ParallelStage<VideoRequest, SoraTask>
{
    private readonly SoraClient _client;
    private readonly string? _provider;
    private readonly CostLimit? _limit;
    private readonly InputOrder _order = new();
    private readonly Lock _posting = new();
    private long _posted;

    internal SubmitStage(SoraClient client, SubmitOptions options)
        : base(options.Throttle, capacity: options.Throttle, options.Detail)
    {
        _client = client;
        _provider = options.Provider;
        _limit = options.MaxCost is { } max
            ? new CostLimit(options.Prices ?? PriceBook.Load(), max, options.Force)
            : null;
    }

    /// <inheritdoc/>
    public override bool TryPost(VideoRequest item)
    {
        lock (_posting)
        {
            if (!base.TryPost(item with { Order = _posted, Source = item.Source ?? item }))
            {
                return false;
            }

            _posted++;
            return true;
        }
    }

    /// <inheritdoc/>
    protected override object? TargetOf(VideoRequest item) => item.Source;

    /// <inheritdoc/>
    protected override async Task WorkOnAsync(VideoRequest item, CancellationToken ct)
    {
        try
        {
            await SubmitAsync(item, ct).ConfigureAwait(false);
        }
        finally
        {
            _order.Pass(item.Order);
        }
    }

    private async Task SubmitAsync(VideoRequest item, CancellationToken ct)
    {
        Gateway gateway = _client.GatewayOf(item.Provider ?? _provider);
        gateway.RequireKey();
        VideoRequest request = RequestPreparation.Prepare(item, gateway.Connection);
        SoraTask task = Begin(request, gateway.Connection);
        CostReservation? cost = await ReserveAsync(request, gateway.Connection, ct).ConfigureAwait(false);
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
        catch (SoraException)
        {
            cost?.Release();
            throw;
        }
    }

    // In the order of the rows, so that the limit cuts them off at one place however many are under way.
    private async Task<CostReservation?> ReserveAsync(VideoRequest request, Connection connection, CancellationToken ct)
    {
        if (_limit is null)
        {
            return null;
        }

        await _order.WaitAsync(request.Order, ct).ConfigureAwait(false);
        CostReservation? reserved = _limit.Reserve(request, connection);
        _order.Pass(request.Order);
        return reserved;
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
