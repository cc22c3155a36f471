using System.Text;
using System.Text.Json.Nodes;
using SoraPS.Emulator;

namespace SoraPS.Tests.Emulator;

/// <summary>A bare client: what a dialect's documentation says, and nothing of the module's own.</summary>
internal sealed class EmulatorClient : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public EmulatorClient(EmulatorOptions? options = null) =>
        Emulator = VideoEmulator.Start(options ?? new EmulatorOptions { GenerationTime = TimeSpan.Zero });

    public VideoEmulator Emulator { get; }

    public string Key { get; set; } = "emulator-key";

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Emulator.DisposeAsync();
    }

    public Task<HttpResponseMessage> SendAsync(
        string dialect, HttpMethod method, string path, HttpContent? content = null) =>
        SendAsync(new HttpRequestMessage(method, Emulator.BaseUri(dialect) + path) { Content = content }, dialect);

    /// <summary>Sends a request with the key as a dialect has it; without it for none.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? dialect)
    {
        if (dialect is not null)
        {
            (string header, string value) = DialectCase.Of(dialect).KeyHeader(Key);
            request.Headers.TryAddWithoutValidation(header, value);
        }

        return _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> PostAsync(string dialect, string path, string json) =>
        SendAsync(dialect, HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"));

    public Task<HttpResponseMessage> GetAsync(string dialect, string path) => SendAsync(dialect, HttpMethod.Get, path);

    /// <summary>Fetches a link without the key.</summary>
    public Task<HttpResponseMessage> FetchAsync(string url, string? range = null, string? ifRange = null)
    {
        HttpRequestMessage request = new(HttpMethod.Get, url);
        if (range is not null)
        {
            request.Headers.TryAddWithoutValidation("Range", range);
        }

        if (ifRange is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Range", ifRange);
        }

        return SendAsync(request, dialect: null);
    }

    public static async Task<JsonNode> JsonAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
}
