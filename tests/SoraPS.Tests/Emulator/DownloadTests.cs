using System.Net;
using System.Net.Http.Headers;
using SoraPS.Emulator;

namespace SoraPS.Tests.Emulator;

public sealed class DownloadTests
{
    private static readonly DialectCase s_linkModel = DialectCase.Of("LinkModel");

    [Theory]
    [InlineData("bytes=100-199", 100, 200)]
    [InlineData("bytes=1000-", 1000, 9000)]
    [InlineData("bytes=-10", 8990, 9000)]
    [InlineData("bytes=8000-99999", 8000, 9000)]
    public async Task A_range_is_that_part_of_the_file(string range, int start, int end)
    {
        await using EmulatorClient client = Client(9000);
        string link = await LinkAsync(client);
        using HttpResponseMessage whole = await client.FetchAsync(link);
        using HttpResponseMessage part = await client.FetchAsync(link, range);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(new ContentRangeHeaderValue(start, end - 1, 9000), part.Content.Headers.ContentRange);
        byte[] all = await whole.Content.ReadAsByteArrayAsync();
        Assert.Equal(all[start..end], await part.Content.ReadAsByteArrayAsync());
        Assert.Equal(whole.Headers.ETag, part.Headers.ETag);
        Assert.False(whole.Headers.ETag!.IsWeak);
    }

    [Fact]
    public async Task A_range_past_the_end_is_refused_with_the_length()
    {
        await using EmulatorClient client = Client(9000);
        using HttpResponseMessage response = await client.FetchAsync(await LinkAsync(client), "bytes=9000-");
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
        Assert.Equal(new ContentRangeHeaderValue(9000), response.Content.Headers.ContentRange);
    }

    [Fact]
    public async Task If_range_gives_the_rest_of_the_same_file_and_the_whole_of_another()
    {
        await using EmulatorClient client = Client(9000);
        string link = await LinkAsync(client);
        using HttpResponseMessage whole = await client.FetchAsync(link);
        using HttpResponseMessage same = await client.FetchAsync(link, "bytes=100-", whole.Headers.ETag!.Tag);
        using HttpResponseMessage other = await client.FetchAsync(link, "bytes=100-", "\"other\"");
        Assert.Equal((HttpStatusCode.PartialContent, HttpStatusCode.OK), (same.StatusCode, other.StatusCode));
        Assert.Equal((8900, 9000), (same.Content.Headers.ContentLength, other.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task Head_tells_the_length_and_sends_nothing()
    {
        await using EmulatorClient client = Client(9000);
        string link = await LinkAsync(client);
        using HttpResponseMessage head =
            await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, link), dialect: null);
        Assert.Equal(9000, head.Content.Headers.ContentLength);
        using HttpResponseMessage whole = await client.FetchAsync(link);
        Assert.Equal(9000, (await whole.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task Equal_orders_give_different_files()
    {
        await using EmulatorClient client = Client(null);
        using HttpResponseMessage one = await client.FetchAsync(await LinkAsync(client));
        using HttpResponseMessage two = await client.FetchAsync(await LinkAsync(client));
        Assert.NotEqual(await one.Content.ReadAsByteArrayAsync(), await two.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_link_dies_of_age_and_needs_its_signature()
    {
        ManualTimeProvider clock = new();
        await using EmulatorClient client = new(
            new EmulatorOptions { GenerationTime = TimeSpan.Zero, TimeProvider = clock });
        string link = await LinkAsync(client);
        using HttpResponseMessage unsigned = await client.FetchAsync(link.Split('?')[0]);
        clock.Advance(TimeSpan.FromHours(47));
        using HttpResponseMessage alive = await client.FetchAsync(link);
        clock.Advance(TimeSpan.FromHours(1));
        using HttpResponseMessage dead = await client.FetchAsync(link);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.Forbidden),
            (unsigned.StatusCode, alive.StatusCode, dead.StatusCode));
    }

    [Fact]
    public async Task A_file_of_gigabytes_takes_no_memory()
    {
        const long Size = 5L * 1024 * 1024 * 1024;
        await using EmulatorClient client = Client(Size);
        using HttpResponseMessage end =
            await client.FetchAsync(await LinkAsync(client), $"bytes={Size - 1_000_000}-");
        Assert.Equal(Size, end.Content.Headers.ContentRange!.Length);
        long before = GC.GetTotalAllocatedBytes();
        Assert.Equal(1_000_000, (await end.Content.ReadAsByteArrayAsync()).Length);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100_000_000);
    }

    [Theory]
    [InlineData("thumbnail", "image/webp")]
    [InlineData("spritesheet", "image/jpeg")]
    public async Task The_content_has_variants(string variant, string mediaType)
    {
        DialectCase dialect = DialectCase.Of("OpenAI");
        await using EmulatorClient client = Client(null);
        string id = await DialectTests.CreateAsync(client, dialect);
        using HttpResponseMessage image = await client.GetAsync("OpenAI", $"/videos/{id}/content?variant={variant}");
        Assert.Equal(mediaType, image.Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty(await image.Content.ReadAsByteArrayAsync());
    }

    private static EmulatorClient Client(long? size) =>
        new(new EmulatorOptions { GenerationTime = TimeSpan.Zero, FileSize = size });

    private static async Task<string> LinkAsync(EmulatorClient client)
    {
        string id = await DialectTests.CreateAsync(client, s_linkModel);
        return s_linkModel.Link(await DialectTests.StatusAsync(client, s_linkModel, id))!;
    }
}
