using System.Net;

namespace SoraPS.Core.Http.Clients;

/// <summary>Notes in a failure to connect which proxy was to be connected to, so that the message does not blame the gateway.</summary>
/// <param name="proxy">The proxy in use, which may not apply to every address.</param>
internal sealed class ProxyFailureHandler(IWebProxy proxy) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception) when (ProxyFor(request.RequestUri!) is { } used)
        {
            RequestFailures.SetProxy(exception, used);
            throw;
        }
    }

    private Uri? ProxyFor(Uri uri) => proxy.IsBypassed(uri) || proxy.GetProxy(uri) is not { } used || used == uri ? null : used;
}
