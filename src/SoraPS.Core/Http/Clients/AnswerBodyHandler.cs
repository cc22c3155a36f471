namespace SoraPS.Core.Http.Clients;

/// <summary>Reads each answer into memory, so that the handlers and callers outside it share one <see cref="CappedContent"/>.</summary>
internal sealed class AnswerBodyHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        RequestContext context = RequestContext.Of(request);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            using HttpContent body = response.Content;
            response.Content = await CappedContent.ReadAsync(body, context.KeepsCutAnswer, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
