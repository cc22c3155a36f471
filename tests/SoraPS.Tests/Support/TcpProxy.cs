using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SoraPS.Tests.Support;

/// <summary>Stands before a server on this machine, and can make it look as if that were gone.</summary>
public sealed class TcpProxy : IDisposable
{
    private readonly int _server;
    private readonly ConcurrentBag<TcpClient> _connections = [];
    private TcpListener? _listener;
    private volatile TaskCompletionSource _forwards = Forwarding();

    /// <summary>Begins to forward.</summary>
    public TcpProxy(int server)
    {
        _server = server;
        Port = Listen(0);
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Closes all connections, and takes no more.</summary>
    public void Cut()
    {
        _listener?.Dispose();
        _listener = null;
        while (_connections.TryTake(out TcpClient? connection))
        {
            connection.Dispose();
        }
    }

    /// <summary>Forwards nothing more, and closes nothing, as a network that loses all packets; or goes on.</summary>
    public void Hang(bool isHanging)
    {
        if (isHanging)
        {
            _forwards = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        else
        {
            _forwards.TrySetResult();
        }
    }

    /// <summary>Takes connections again.</summary>
    public void Restore() => Listen(Port);

    public void Dispose() => Cut();

    private int Listen(int port)
    {
        TcpListener listener = _listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        _ = AcceptAsync(listener);
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync();
                Connect(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private void Connect(TcpClient client)
    {
        try
        {
            TcpClient server = new("127.0.0.1", _server);
            _connections.Add(client);
            _connections.Add(server);
            _ = ForwardAsync(client, server);
            _ = ForwardAsync(server, client);
        }
        catch (SocketException)
        {
            // The server is not there: nor is what it would answer.
            client.Dispose();
        }
    }

    private static TaskCompletionSource Forwarding()
    {
        TaskCompletionSource forwarding = new();
        forwarding.SetResult();
        return forwarding;
    }

    private async Task ForwardAsync(TcpClient from, TcpClient to)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is > 0 and int count)
            {
                await _forwards.Task;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, or ended by one of them.
        }

        from.Dispose();
        to.Dispose();
    }
}
