using System.Net;

namespace SoraPS.Core.Http.Clients;

/// <summary>
/// Tells failures to connect for what they are: an expired connect timeout, which .NET reports as a cancellation, is a connection
/// error, as nothing was sent; and where a proxy was to be connected to, the message must not blame the gateway.
/// </summary>
/// <param name="proxy">The proxy in use, which may not apply to every address.</param>
internal sealed class ConnectFailureHandler(IWebProxy proxy) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
            when (!cancellationToken.IsCancellationRequested && !RequestContext.Of(request).IsInFlight)
        {
            throw Named(new HttpRequestException(HttpRequestError.ConnectionError, exception.Message, exception), request);
        }
        catch (HttpRequestException exception)
        {
            Named(exception, request);
            throw;
        }
    }

    private HttpRequestException Named(HttpRequestException exception, HttpRequestMessage request)
    {
        if (ProxyFor(request.RequestUri!) is { } used)
        {
            RequestFailures.SetProxy(exception, used);
        }

        return exception;
    }

    private Uri? ProxyFor(Uri uri) => proxy.IsBypassed(uri) || proxy.GetProxy(uri) is not { } used || used == uri ? null : used;
}
