using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SoraPS.Emulator.Http;

/// <summary>
/// A server on loopback, of HTTP/1.1 or of whatever is said on a plain socket. HttpListener will not do: its Abort sends
/// a finished 200 on Linux, so a lost reply or a reset would never reach the client.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Socket, Task> _connections = new();
    private readonly Func<Socket, CancellationToken, Task> _serve;
    private readonly Task _accepting;
    private int _stopped;

    public LoopbackServer(int port, RequestHandler handler, Action<long> sent)
        : this(port, (socket, cancellationToken) => new HttpConnection(socket, handler, sent).ServeAsync(cancellationToken))
    {
    }

    /// <summary>Listens on a port, or on a free one for 0; a connection is closed when the function is done with it.</summary>
    public LoopbackServer(int port, Func<Socket, CancellationToken, Task> serve)
    {
        _serve = serve;
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

    /// <summary>How many connections neither side has closed.</summary>
    public int OpenConnections => _connections.Count;

    /// <summary>Breaks a connection off.</summary>
    public static void Reset(Socket socket)
    {
        try
        {
            // Zero linger sends a reset instead of an orderly close.
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return;
        }

        socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        foreach (Socket socket in _connections.Keys)
        {
            Reset(socket);
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
                Task serving = Task.Run(() => ServeAsync(socket));
                _connections[socket] = serving;
                _ = serving.ContinueWith(_ => _connections.TryRemove(socket, out Task? _), TaskScheduler.Default);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // A client that left before it was accepted is no reason to stop; the condition recognizes a real stop.
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await _serve(socket, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (
            exception is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The client left or the server stops: there is nobody to answer.
        }
        finally
        {
            socket.Dispose();
        }
    }
}
