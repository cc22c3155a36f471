using SoraPS.Tests.Support;
using static SoraPS.Tests.Downloads.MadeFiles;

namespace SoraPS.Tests.Downloads;

/// <summary>Where a link may lead, and what goes along.</summary>
public sealed class DownloadRedirectTests
{
    [Fact]
    public async Task The_key_goes_to_the_gateway_and_never_along_a_redirect_elsewhere()
    {
        await using RawServer files = new(request => request.SendFileAsync(One, "\"v1\""));
        int count = 0;
        await using RawServer gateway = new(request => Interlocked.Increment(ref count) == 1
            ? request.SendAsync(302, "text/plain", default, "Location: /moved")
            : request.SendAsync(307, "text/plain", default, $"Location: {files.Uri}v.mp4"));
        await using TestPipeline pipeline = new(TestPipeline.Done);
        pipeline.Connect("OpenAI", gateway.Uri, "some-key");
        SoraTask task = TaskAt(pipeline, null) with { Provider = "OpenAI", Endpoint = gateway.Uri };
        VideoAssert.Intact(Assert.Single((await pipeline.SaveAsync(null, task)).AssertNoErrors().Videos));
        Assert.Equal(["Bearer some-key", "Bearer some-key"], gateway.Requests.Select(request => request.Header("Authorization")));
        Assert.Null(Assert.Single(files.Requests).Header("Authorization"));
    }

    [Fact]
    public async Task A_key_that_was_left_behind_is_not_taken_up_on_the_way_back()
    {
        Uri? back = null;
        await using RawServer files = new(request => request.SendAsync(302, "text/plain", default, $"Location: {back}end"));
        int count = 0;
        await using RawServer gateway = new(request => Interlocked.Increment(ref count) == 1
            ? request.SendAsync(302, "text/plain", default, $"Location: {files.Uri}v.mp4")
            : request.SendFileAsync(One, "\"v1\""));
        back = gateway.Uri;
        await using TestPipeline pipeline = new(TestPipeline.Done);
        pipeline.Connect("OpenAI", gateway.Uri, "some-key");
        SoraTask task = TaskAt(pipeline, null) with { Provider = "OpenAI", Endpoint = gateway.Uri };
        Assert.Single((await pipeline.SaveAsync(null, task)).AssertNoErrors().Videos);
        Assert.Equal(["Bearer some-key", null], gateway.Requests.Select(request => request.Header("Authorization")));
    }

    [Fact]
    public async Task Redirects_without_end_are_given_up()
    {
        await using RawServer server = new(request => request.SendAsync(302, "text/plain", default, "Location: /again"));
        await using TestPipeline pipeline = new(TestPipeline.Done);
        (await pipeline.SaveAsync(null, TaskAt(pipeline, server.Uri))).Error(SoraErrorKind.DownloadFailed);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task A_public_gateways_link_into_this_network_is_not_followed()
    {
        await using RawServer server = new(request => request.SendFileAsync(One, "\"v1\""));
        await using TestPipeline pipeline = new(TestPipeline.Done);
        pipeline.Connect("LinkModel", new Uri("https://api.gateway.example/v1"), "some-key");
        SoraException error = (await pipeline.SaveAsync(null, TaskAt(pipeline, server.Uri))).Error(SoraErrorKind.DownloadFailed);
        Assert.Contains("private network", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }
}
