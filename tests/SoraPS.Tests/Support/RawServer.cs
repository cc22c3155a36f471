using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SoraPS.Emulator.Http;

namespace SoraPS.Tests.Support;

/// <summary>The emulator's server with answers that a test makes up, one request per connection.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly Func<RawRequest, Task> _answer;
    private readonly LoopbackServer _server;

    public RawServer(Func<RawRequest, Task> answer, int port = 0)
    {
        _answer = answer;
        _server = new LoopbackServer(port, ServeAsync);
    }

    /// <summary>A server of JSON answers: what the function gives for the number of the request, from 0.</summary>
    public static RawServer OfJson(Func<int, RawRequest, (int Status, string Json)> answer)
    {
        int count = -1;
        return new RawServer(request =>
        {
            (int status, string json) = answer(Interlocked.Increment(ref count), request);
            return request.SendAsync(status, "application/json", Encoding.UTF8.GetBytes(json));
        });
    }

    public Uri Uri => _server.Address;

    public ConcurrentQueue<RawRequest> Requests { get; } = [];

    /// <summary>Connections that neither side has closed.</summary>
    public int OpenConnections => _server.OpenConnections;

    /// <summary>A port on which nobody listens.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(Socket socket, CancellationToken ct)
    {
        if (await new RequestReader(socket).ReadAsync(ct) is { } request)
        {
            await using NetworkStream stream = new(socket);
            RawRequest raw = new(request, stream, ct);
            Requests.Enqueue(raw);

            // The end of a test does not wait for an answer that it holds back.
            await _answer(raw).WaitAsync(ct);
        }
    }
}
