using System.Net;
using System.Net.Sockets;
using System.Text;
using SoraPS.Core.Callbacks;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Callbacks;

/// <summary>Whoever does not know what gateways were told gets a 404 and changes nothing, and keeps nobody else out.</summary>
public sealed class HostileCallbackTests : ReceiverFixture
{
    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef")]
    [InlineData("0123456789abcdef?token=")]
    [InlineData("0123456789abcdef?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("../sora/0123456789abcdef?token=x")]
    [InlineData("admin")]
    public async Task Another_address_is_unknown(string path)
    {
        await AssertUnknownAsync(new Uri(Prefix + path));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public async Task Another_method_is_unknown(string method)
    {
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(Told(), method: new HttpMethod(method)));
        Assert.Empty(Hints);
    }

    [Theory]
    [InlineData("", 100_000)]
    [InlineData("\\u001b[2J", 1)]
    [InlineData("\\u0000", 1)]
    [InlineData("", 0)]
    public async Task What_cannot_be_an_id_is_no_hint_although_it_is_signed(string mark, int length)
    {
        await PostAsync(new Uri(Prefix), Signed("wh_1", Completed(mark + new string('x', length))));
        Assert.Empty(Hints);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(new Uri(Prefix), Signed("wh_2", Completed("video_1"))));
        Assert.Equal(["video_1"], Hints);
    }

    [Fact]
    public async Task A_token_is_good_for_its_task_alone_and_as_it_was_told()
    {
        Uri told = Told();
        await AssertUnknownAsync(new Uri(told.AbsoluteUri.Replace("0123456789abcdef", "0123456789abcdee", StringComparison.Ordinal)));
        await AssertUnknownAsync(new Uri(told.AbsoluteUri[..^1]));
        await AssertUnknownAsync(new Uri(told.AbsoluteUri + "&more=1"));
        await AssertUnknownAsync(new Uri(told.AbsoluteUri.Replace("/sora/", "/", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(told));
        Assert.Equal(["0123456789abcdef"], Hints);
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_unknown_also_where_it_does_not_say_how_long_it_is()
    {
        await using NetworkStream announced = await SendAsync(Head(Told(), $"Content-Length: {CallbackBody.MaxBytes + 1}"));
        Assert.StartsWith("HTTP/1.1 404", await ReadAsync(announced), StringComparison.Ordinal);
        await using NetworkStream endless = await SendAsync(Head(Told(), "Transfer-Encoding: chunked"));
        byte[] chunk = Encoding.ASCII.GetBytes($"8000\r\n{new string('x', 0x8000)}\r\n");
        Task<string> answer = ReadAsync(endless);
        try
        {
            while (!answer.IsCompleted)
            {
                await endless.WriteAsync(chunk);
            }
        }
        catch (IOException)
        {
            // It was broken off.
        }

        await answer;
        await Eventually.TrueAsync(() => Receiver.Refused == 2, "both to be refused");
        Assert.Empty(Hints);
    }

    [Fact]
    public async Task A_body_that_takes_too_long_is_broken_off()
    {
        await using NetworkStream slow = await SendAsync(Head(Told(), "Content-Length: 5") + "{");
        Task<string> answer = ReadAsync(slow);
        await Eventually.TrueAsync(() => _clock.PendingTimers > 0, "the body to be read");
        _clock.Advance(CallbackBody.MaxTime);
        await answer;
        await Eventually.TrueAsync(() => Receiver.Refused == 1, "it to be refused");
        Assert.Empty(Hints);
    }

    [Fact]
    public async Task Those_who_know_nothing_have_no_body_read()
    {
        await using NetworkStream slow = await SendAsync(Head(new Uri(Prefix + "x"), "Content-Length: 5") + "{");
        Assert.StartsWith("HTTP/1.1 404", await ReadAsync(slow), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_keeps_no_callback_out()
    {
        // Each would hold its place until the clock moves, which it does not.
        using ByteArrayContent signed = Signed("wh_1", "");
        string headers = string.Join("\r\n", signed.Headers.Select(header => $"{header.Key}: {header.Value.First()}"));
        List<NetworkStream> flood = [];
        for (int index = 0; index < 200; index++)
        {
            flood.Add(await SendAsync(Head(new Uri(Prefix), $"{headers}\r\nTransfer-Encoding: chunked")));
            flood.Add(await SendAsync(Head(new Uri(Prefix + "x"), "Content-Length: 1000000000")));
        }

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async index =>
            Assert.Equal(HttpStatusCode.OK, await PostAsync(Told($"task{index}"), new StringContent("{}")))));
        Assert.Equal(100, Hints.Length);
        Assert.Equal(100, Receiver.Taken);
        flood.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public async Task What_is_no_http_is_survived()
    {
        foreach (string nonsense in (string[])["\0\0\0\0\r\n\r\n", "GET\r\n\r\n", "POST / HTTP/9.9\r\n\r\n", new string('x', 100_000)])
        {
            await using NetworkStream stream = await SendAsync(nonsense);
            stream.Socket.Shutdown(SocketShutdown.Send);
            await ReadAsync(stream);
        }

        Assert.Equal(HttpStatusCode.OK, await PostAsync(Told()));
    }

    private async Task AssertUnknownAsync(Uri address)
    {
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(address, new StringContent("{}")));
        Assert.Empty(Hints);
    }
}
