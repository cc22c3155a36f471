using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SoraPS.Bench.Processes;

namespace SoraPS.Bench.Downloads;

/// <summary>
/// A network line to a server, in a process of its own: passes bytes on both ways, and those that come from the server no
/// faster than at its pace, all connections together.
/// </summary>
internal sealed class PacedLine(Uri server, double bytesPerSecond)
{
    public const string Verb = "paced-line";

    private readonly Lock _lock = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _free;

    /// <summary>Starts one, whose address stands for the server's.</summary>
    public static ServingProcess Start(Uri server, long bytesPerSecond) =>
        ServingProcess.Start(Verb, server.ToString(), bytesPerSecond.ToString(CultureInfo.InvariantCulture));

    /// <summary>Serves until the process that started this one is gone.</summary>
    public static async Task<int> ServeAsync(string[] arguments)
    {
        Uri server = new(arguments[0]);
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        PacedLine line = new(server, double.Parse(arguments[1], CultureInfo.InvariantCulture));
        _ = Task.Run(() => line.AcceptAsync(listener));
        await ServingProcess.ServeAsync(new Uri($"http://{listener.LocalEndpoint}{server.AbsolutePath}"));
        return 0;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            TcpClient client = await listener.AcceptTcpClientAsync();
            _ = Task.Run(() => ConnectAsync(client));
        }
    }

    private async Task ConnectAsync(TcpClient client)
    {
        using (client)
        using (TcpClient toServer = new() { NoDelay = true })
        {
            await toServer.ConnectAsync(server.Host, server.Port);
            await Task.WhenAny(
                client.GetStream().CopyToAsync(toServer.GetStream()), PassAsync(toServer.GetStream(), client.GetStream()));
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to)
    {
        byte[] buffer = new byte[256 * 1024];
        while (await from.ReadAsync(buffer) is > 0 and int read)
        {
            if (Turn(read) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait);
            }

            await to.WriteAsync(buffer.AsMemory(0, read));
        }
    }

    // How long it takes until the line has passed on what came before.
    private TimeSpan Turn(int bytes)
    {
        lock (_lock)
        {
            TimeSpan now = Stopwatch.GetElapsedTime(_start);
            TimeSpan begin = now > _free ? now : _free;
            _free = begin + TimeSpan.FromSeconds(bytes / bytesPerSecond);
            return begin - now;
        }
    }
}
