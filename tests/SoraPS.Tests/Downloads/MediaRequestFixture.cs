using System.Net;
using System.Net.Http.Headers;
using SoraPS.Core;
using SoraPS.Core.Downloads;
using SoraPS.Core.Downloads.Fetching;
using SoraPS.Core.Gateways;
using SoraPS.Core.Http;
using SoraPS.Core.Http.Clients;
using SoraPS.Tests.Fuzz;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Downloads;

/// <summary>One try at a download, answered word for word.</summary>
public abstract class MediaRequestFixture : IDisposable
{
    private protected const int Step = (int)DownloadRetries.Step;
    private protected const int Total = 2_000_000;

    private protected readonly TempFolder _folder = new();
    private protected readonly ManualTimeProvider _clock = new();

    private protected readonly FuzzLog _log = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected PartFile Open() => PartFile.Open(_folder.File("fox.mp4"), "p/1/video");

    private protected PartFile Begun()
    {
        PartFile part = Open();
        part.SetValidator("\"v1\"", Total);
        part.Append(new byte[Step]);
        return part;
    }

    private protected static HttpResponseMessage Answer(int status, string? type, byte[] bytes, ContentRangeHeaderValue? range = null)
    {
        HttpResponseMessage response = new((HttpStatusCode)status) { Content = new StreamContent(new MemoryStream(bytes)) };
        response.Content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        response.Content.Headers.ContentRange = range;
        return response;
    }

    private protected async Task<DownloadAttemptException> FailAsync(HttpResponseMessage response, PartFile part) =>
        await Assert.ThrowsAsync<DownloadAttemptException>(() => RunAsync(response, part));

    private protected Task<string?> RunAsync(HttpResponseMessage response, PartFile part) => RunAsync(() => response, part);

    private protected async Task<string?> RunAsync(Func<HttpResponseMessage> answer, PartFile part)
    {
        using SoraClient client = new(_clock);
        using OneAnswer files = new(answer);
        using HttpClients clients = new() { Files = files };
        using Gateway gateway = new(client.Connections.Find("LinkModel")!, clients, _clock);
        MediaSource source = new(new Uri("https://files.example/v.mp4"), gateway, RequestKey.None);
        return await new MediaRequest(gateway.Files, DownloadResilience.Pace(_clock), _clock, _log)
            .RunAsync(source, Variant.Video, part, CancellationToken.None);
    }

    private protected sealed class OneAnswer(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer());
    }
}
