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
                TcpClient server = new("127.0.0.1", _server);
                _connections.Add(client);
                _connections.Add(server);
                _ = ForwardAsync(client, server);
                _ = ForwardAsync(server, client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private static async Task ForwardAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, or ended by one of them.
        }

        from.Dispose();
        to.Dispose();
    }
}
