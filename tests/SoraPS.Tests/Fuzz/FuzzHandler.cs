using System.Net;

namespace SoraPS.Tests.Fuzz;

/// <summary>The server's end of the client: gives one answer to every request until it is told another.</summary>
public sealed class FuzzHandler : HttpMessageHandler
{
    /// <summary>What to answer.</summary>
    public FuzzAnswer? Answer
    {
        get;
        set
        {
            field = value;
            Requests = 0;
        }
    }

    /// <summary>How often this answer was given.</summary>
    public int Requests { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        if (request.Content is { } content)
        {
            await content.CopyToAsync(Stream.Null, cancellationToken);
        }

        HttpResponseMessage response = new((HttpStatusCode)Answer!.Status) { Content = new StreamContent(new Body(Answer)) };
        foreach ((string name, string value) in Answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }

    private sealed class Body(FuzzAnswer answer) : MemoryStream(answer.Body, writable: false)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and int read ? read
            : answer.Breaks ? throw new IOException("The connection broke.")
            : 0;
    }
}
