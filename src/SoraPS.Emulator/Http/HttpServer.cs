using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SoraPS.Emulator.Http;

/// <summary>
/// A loopback HTTP/1.1 server on plain sockets. HttpListener will not do: its Abort sends a finished 200 on Linux,
/// so a lost reply or a reset would never reach the client.
/// </summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<HttpConnection, Task> _connections = new();
    private readonly RequestHandler _handler;
    private readonly Action<long> _sent;
    private readonly Task _accepting;
    private int _stopped;

    public HttpServer(int port, RequestHandler handler, Action<long> sent)
    {
        _handler = handler;
        _sent = sent;
        try
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            _listener.Listen(4096);
        }
        catch
        {
            _listener.Dispose();
            _stopping.Dispose();
            throw;
        }

        Address = new Uri($"http://{_listener.LocalEndPoint}/");
        _accepting = Task.Run(AcceptAsync);
    }

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        foreach (HttpConnection connection in _connections.Keys)
        {
            connection.Abort();
        }

        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Socket socket = await _listener.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                socket.NoDelay = true;
                HttpConnection connection = new(socket, _handler, _sent);
                Task serving = Task.Run(() => connection.ServeAsync(_stopping.Token));
                _connections[connection] = serving;
                _ = serving.ContinueWith(_ => _connections.TryRemove(connection, out Task? _), TaskScheduler.Default);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // A client that left before it was accepted is no reason to stop; the condition recognizes a real stop.
            }
        }
    }
}
