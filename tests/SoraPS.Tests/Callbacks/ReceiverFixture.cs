using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using SoraPS.Core;
using SoraPS.Core.Callbacks;
using SoraPS.Core.Connections;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Callbacks;

/// <summary>A receiver, and whoever sends it something.</summary>
public abstract class ReceiverFixture : IAsyncDisposable
{
    private protected const string Secret = "some-webhook-secret";

    private protected readonly ManualTimeProvider _clock = new();
    private readonly HttpClient _http = new();
    private readonly SoraClient _client;
    private readonly List<string> _hints = [];

    protected ReceiverFixture()
    {
        _client = new SoraClient(_clock);
        _client.Callbacks.Hints.Called += id =>
        {
            lock (_hints)
            {
                _hints.Add(id);
            }
        };
        _client.Callbacks.Start(new CallbackOptions { Prefix = Prefix, WebhookSecret = new ApiKey(Secret) });
    }

    private protected string Prefix { get; } = $"http://127.0.0.1:{RawServer.FreePort()}/sora/";

    private protected CallbackReceiver Receiver => _client.Callbacks.Receiver!;

    /// <summary>What was taken as a hint, in order.</summary>
    private protected string[] Hints
    {
        get
        {
            lock (_hints)
            {
                return [.. _hints];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _client.Callbacks.StopAsync();
        _client.Dispose();
        _http.Dispose();
    }

    /// <summary>The address that a gateway was told for a task.</summary>
    private protected Uri Told(string requestId = "0123456789abcdef")
    {
        SoraTask task = new() { RequestId = requestId, Provider = "Apixo", CreatedAt = _clock.GetUtcNow() };
        Connection local = _client.Connections.Find("Apixo")! with { BaseUri = new Uri("http://127.0.0.1:1") };
        return Receiver.AddressFor(task, local)!;
    }

    private protected async Task<HttpStatusCode> PostAsync(Uri address, HttpContent? body = null, HttpMethod? method = null)
    {
        using HttpRequestMessage request = new(method ?? HttpMethod.Post, address) { Content = body };
        using HttpResponseMessage answer = await _http.SendAsync(request).WaitAsync(TestPipeline.Timeout);
        return answer.StatusCode;
    }

    /// <summary>A signed webhook, as OpenAI sends it.</summary>
    private protected ByteArrayContent Signed(string id, string body, string secret = Secret, int secondsAgo = 0)
    {
        string timestamp = (_clock.GetUtcNow().ToUnixTimeSeconds() - secondsAgo).ToString(CultureInfo.InvariantCulture);
        byte[] signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        return new ByteArrayContent(Encoding.UTF8.GetBytes(body))
        {
            Headers =
            {
                { "webhook-id", id },
                { "webhook-timestamp", timestamp },
                { "webhook-signature", $"v1,{Convert.ToBase64String(signature)}" },
            },
        };
    }

    private protected static string Completed(string id) => $$"""{"object":"event","type":"video.completed","data":{"id":"{{id}}"} }""";

    /// <summary>Sends bytes as they are, and keeps the connection.</summary>
    private protected async Task<NetworkStream> SendAsync(string head)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(Prefix).Port);
        NetworkStream stream = new(socket, ownsSocket: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        return stream;
    }

    /// <summary>What comes back until the other side closes; empty if it breaks the connection off.</summary>
    private protected static async Task<string> ReadAsync(NetworkStream stream)
    {
        using MemoryStream answer = new();
        try
        {
            await stream.CopyToAsync(answer).WaitAsync(TestPipeline.Timeout);
        }
        catch (IOException)
        {
            // Broken off.
        }

        return Encoding.ASCII.GetString(answer.ToArray());
    }

    private protected static string Head(Uri address, string more) =>
        $"POST {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\n{more}\r\n\r\n";
}
