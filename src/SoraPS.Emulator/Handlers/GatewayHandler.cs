using SoraPS.Emulator.Callbacks;
using SoraPS.Emulator.Counters;
using SoraPS.Emulator.Dialects;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Faults;
using SoraPS.Emulator.Http;

namespace SoraPS.Emulator.Handlers;

/// <summary>What every gateway does alike: keys, faults, credit, concurrency, tasks.</summary>
internal sealed class GatewayHandler(
    EmulatorOptions options,
    IReadOnlyList<EmulatedGateway> gateways,
    FaultInjector faults,
    CounterBoard counters,
    FileHandler files,
    CallbackSender callbacks)
{
    private readonly FaultReplies _faultReplies = new(options);
    private readonly CreateHandler _creates = new(options, faults, counters, callbacks);
    private readonly StatusHandler _polls = new(options, faults, counters, files);
    private readonly ContentHandler _downloads = new(options, faults, counters, files);

    public async ValueTask<HttpReply> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.RawPath == "/_counters")
        {
            return CounterReply.Of(counters.Snapshot(gateways.Select(gateway => gateway.Tasks), faults));
        }

        foreach (EmulatedGateway gateway in gateways)
        {
            if (request.SegmentsBelow(gateway.Dialect.BasePath) is { } path)
            {
                HttpReply reply = await AnswerAsync(gateway, path, request, cancellationToken).ConfigureAwait(false);
                return reply.With("x-request-id", request.RequestId);
            }
        }

        return HttpReply.Html(404, "No gateway lives here");
    }

    private async ValueTask<HttpReply> AnswerAsync(
        EmulatedGateway gateway, string[] path, HttpRequest request, CancellationToken cancellationToken)
    {
        Route? route = null;
        try
        {
            bool hasCredit = HasCredit(gateway.Dialect, request);
            route = gateway.Dialect.Match(request.Method, path, request)
                ?? throw gateway.Dialect.Refuse(RefusalKind.RouteNotFound).ToException();
            return route.Kind switch
            {
                RouteKind.Create =>
                    await _creates.HandleAsync(gateway, route, request, hasCredit, cancellationToken).ConfigureAwait(false),
                RouteKind.Status => await _polls.HandleAsync(gateway, route, request, cancellationToken).ConfigureAwait(false),
                RouteKind.Content => await _downloads.HandleAsync(gateway, route, request, cancellationToken).ConfigureAwait(false),
                RouteKind.List => List(gateway, route, request, hasCredit),
                _ => gateway.Dialect.Extra(route, request, gateway.Tasks, hasCredit),
            };
        }
        catch (RefusalException exception)
        {
            return _faultReplies.Refuse(gateway.Dialect, route, request, exception.Refusal);
        }
    }

    private HttpReply List(EmulatedGateway gateway, Route route, HttpRequest request, bool hasCredit)
    {
        counters.List();
        return gateway.Dialect.Extra(route, request, gateway.Tasks, hasCredit);
    }

    private bool HasCredit(EmulatedDialect dialect, HttpRequest request) => dialect.KeyIn(request) switch
    {
        { } key when key == options.ApiKey => true,
        { } key when key == options.NoCreditKey => false,
        var key => throw dialect.Refuse(RefusalKind.BadKey, key ?? "").ToException(),
    };
}
