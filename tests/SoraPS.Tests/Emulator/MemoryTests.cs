using System.Net.Sockets;
using System.Text;

namespace SoraPS.Tests.Emulator;

/// <summary>What a client announces or never ends costs the emulator no memory.</summary>
public sealed class MemoryTests
{
    private const string Head = "POST /linkmodel/api/v1/video-generation HTTP/1.1\r\nHost: a\r\n";

    [Fact]
    public async Task A_chunk_size_line_without_end_closes_the_connection()
    {
        await using EmulatorClient client = new();
        using TcpClient tcp = await ConnectAsync(client);
        NetworkStream stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Head}Transfer-Encoding: chunked\r\n\r\n{new string('1', 64 * 1024)}"));
        Assert.Equal(0, await EndAsync(stream));
    }

    [Fact]
    public async Task A_body_that_is_only_announced_is_not_made_room_for()
    {
        const int Connections = 64;
        await using EmulatorClient client = new();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < Connections; i++)
        {
            using TcpClient tcp = await ConnectAsync(client);
            NetworkStream stream = tcp.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Head}Content-Length: {64 * 1024 * 1024}\r\n\r\n"));
            tcp.Client.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await EndAsync(stream));
        }

        // A quarter of what was announced: other tests of this process allocate, too.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, Connections * 16L * 1024 * 1024);
    }

    private static async Task<TcpClient> ConnectAsync(EmulatorClient client)
    {
        Uri address = client.Emulator.BaseUri("LinkModel");
        TcpClient tcp = new();
        await tcp.ConnectAsync(address.Host, address.Port);
        return tcp;
    }

    /// <summary>Bytes before the server closes; a reset counts as a close.</summary>
    private static async Task<int> EndAsync(NetworkStream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[1024]).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
