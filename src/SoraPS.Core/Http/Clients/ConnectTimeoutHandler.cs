namespace SoraPS.Core.Http.Clients;

/// <summary>Turns an expired connect timeout, which .NET reports as a cancellation, into a connection error: nothing was sent.</summary>
internal sealed class ConnectTimeoutHandler : DelegatingHandler
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
            throw new HttpRequestException(HttpRequestError.ConnectionError, exception.Message, exception);
        }
    }
}
