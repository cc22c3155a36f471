using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using SoraPS.Bench.Processes;
using SoraPS.Emulator.Http;

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
        PacedLine line = new(server, double.Parse(arguments[1], CultureInfo.InvariantCulture));
        await using LoopbackServer listener = new(0, line.ConnectAsync);
        await ServingProcess.ServeAsync(new Uri(listener.Address, server.AbsolutePath));
        return 0;
    }

    private async Task ConnectAsync(Socket client, CancellationToken ct)
    {
        using TcpClient toServer = new() { NoDelay = true };
        await toServer.ConnectAsync(server.Host, server.Port, ct);
        await using NetworkStream toClient = new(client);
        await Task.WhenAny(toClient.CopyToAsync(toServer.GetStream(), ct), PassAsync(toServer.GetStream(), toClient, ct));
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, CancellationToken ct)
    {
        byte[] buffer = new byte[256 * 1024];
        while (await from.ReadAsync(buffer, ct) is > 0 and int read)
        {
            if (Turn(read) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait, ct);
            }

            await to.WriteAsync(buffer.AsMemory(0, read), ct);
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
