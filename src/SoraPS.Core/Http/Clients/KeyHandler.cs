using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Networks;

namespace SoraPS.Core.Http.Clients;

/// <summary>Adds the key, in the connection's header, to requests within the gateway's own origin; no other origin receives it.</summary>
internal sealed class KeyHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        RequestContext context = RequestContext.Of(request);
        if (context.Key.Key is { } key && LinkPolicy.SameOrigin(request.RequestUri!, context.Connection.BaseUri))
        {
            KeyHeader header = context.Connection.KeyHeader;
            request.Headers.TryAddWithoutValidation(header.Name, header.ValueOf(key.Reveal()));
        }

        return base.SendAsync(request, cancellationToken);
    }
}
