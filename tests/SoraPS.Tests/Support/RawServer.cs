using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SoraPS.Tests.Support;

/// <summary>A server on loopback that answers whatever a test makes up, one request per connection.</summary>
public sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<RawRequest, Task> _answer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private int _open;

    public RawServer(Func<RawRequest, Task> answer, int port = 0)
    {
        _answer = answer;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Uri = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _loop = ListenAsync();
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

    public Uri Uri { get; }

    public ConcurrentQueue<RawRequest> Requests { get; } = [];

    /// <summary>Connections that neither side has closed.</summary>
    public int OpenConnections => Volatile.Read(ref _open);

    /// <summary>A port on which nobody listens.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _open);
        try
        {
            using (client)
            {
                RawRequest request = await RawRequest.ReadAsync(client.GetStream(), _stop.Token);
                Requests.Enqueue(request);
                await _answer(request);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client left, or the test is over.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
