using System.Net;
using SoraPS.Emulator;
using static SoraPS.Tests.Emulator.EmulatorClients;

namespace SoraPS.Tests.Emulator;

/// <summary>Faults of downloads.</summary>
public sealed class DownloadFaultTests
{
    private static readonly DialectCase s_linkModel = DialectCase.Of("LinkModel");
    private static readonly DialectCase s_openAi = DialectCase.Of("OpenAI");

    [Fact]
    public async Task A_cut_download_announces_its_full_length()
    {
        await using EmulatorClient client = With(
            new EmulatorFault { Kind = EmulatorFaultKind.TruncatedDownload, FirstOfEach = true });
        string link = await LinkAsync(client);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.FetchAsync(link));
        using HttpResponseMessage whole = await client.FetchAsync(link);
        Mp4Facts.Of(await whole.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task An_expired_link_is_renewed_by_a_question_for_the_status()
    {
        await using EmulatorClient client = With(new EmulatorFault { Kind = EmulatorFaultKind.ExpiredLink, Count = 1 });
        string id = await DialectTests.CreateAsync(client, s_linkModel);
        string link = s_linkModel.Link(await DialectTests.StatusAsync(client, s_linkModel, id))!;
        foreach (string _ in new[] { "killed", "still dead" })
        {
            using HttpResponseMessage dead = await client.FetchAsync(link);
            Assert.Equal(HttpStatusCode.Forbidden, dead.StatusCode);
        }

        string fresh = s_linkModel.Link(await DialectTests.StatusAsync(client, s_linkModel, id))!;
        using HttpResponseMessage alive = await client.FetchAsync(fresh);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task Expired_content_is_renewed_by_a_question_for_the_status()
    {
        await using EmulatorClient client = With(new EmulatorFault { Kind = EmulatorFaultKind.ExpiredLink, Count = 1 });
        string id = await DialectTests.CreateAsync(client, s_openAi);
        using HttpResponseMessage dead = await client.GetAsync("OpenAI", $"/videos/{id}/content");
        Assert.Equal(HttpStatusCode.Forbidden, dead.StatusCode);
        await DialectTests.StatusAsync(client, s_openAi, id);
        using HttpResponseMessage alive = await client.GetAsync("OpenAI", $"/videos/{id}/content");
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task A_key_that_follows_a_redirect_is_counted()
    {
        await using EmulatorClient client = With(new EmulatorFault { Kind = EmulatorFaultKind.Redirect });
        string id = await DialectTests.CreateAsync(client, s_openAi);
        using HttpResponseMessage redirect = await client.GetAsync("OpenAI", $"/videos/{id}/content");
        Assert.Equal(HttpStatusCode.Found, redirect.StatusCode);
        Uri location = redirect.Headers.Location!;
        Assert.Equal(client.Emulator.DownloadOrigin.Authority, location.Authority);
        using HttpResponseMessage file = await client.FetchAsync(location.AbsoluteUri);
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.Equal(0, client.Emulator.Counters.KeysSeenOnDownloadOrigin);
        using HttpResponseMessage leaked = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, location), "LinkModel");
        Assert.Equal(1, client.Emulator.Counters.KeysSeenOnDownloadOrigin);
        using HttpRequestMessage other = new(HttpMethod.Get, location) { Headers = { { "api-key", client.Key } } };
        using HttpResponseMessage leakedAgain = await client.SendAsync(other, dialect: null);
        Assert.Equal(2, client.Emulator.Counters.KeysSeenOnDownloadOrigin);
    }
}
