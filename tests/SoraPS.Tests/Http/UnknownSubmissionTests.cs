using System.Net.Sockets;
using SoraPS.Core.Dialects;
using SoraPS.Core.Http;
using SoraPS.Core.Http.Clients;
using SoraPS.Core.Requests;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>What may have been taken is unknown and never sent again; what surely was not is no riddle.</summary>
public sealed class UnknownSubmissionTests : CreateFixture
{
    public static TheoryData<string, EmulatorFaultKind, int> Unknowns
    {
        get
        {
            TheoryData<string, EmulatorFaultKind, int> data = [];
            foreach (string provider in DialectCatalog.All.Select(dialect => dialect.Name))
            {
                foreach (int status in (int[])[500, 502, 503, 504])
                {
                    data.Add(provider, EmulatorFaultKind.ErrorBefore, status);
                    data.Add(provider, EmulatorFaultKind.ErrorAfter, status);
                }

                data.Add(provider, EmulatorFaultKind.LostReply, 0);
                data.Add(provider, EmulatorFaultKind.Reset, 0);
                data.Add(provider, EmulatorFaultKind.NotJson, 0);
                data.Add(provider, EmulatorFaultKind.EmptyBody, 0);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Unknowns))]
    public async Task What_may_have_been_taken_is_unknown_and_never_sent_again(string provider, EmulatorFaultKind kind, int status)
    {
        await using TestPipeline pipeline = With(new() { Kind = kind, Status = status, On = EmulatorOperation.Create, Count = 1 });
        PipelineResult result = await _clock.DriveAsync(pipeline.SubmitAsync(provider, TestPipeline.Row(0)));
        result.Error(SoraErrorKind.SubmissionUnknown);
        SoraTask task = Assert.IsType<SoraTask>(result.Errors[0].Target);
        Assert.Equal((SoraTaskState.Unknown, SoraErrorKind.SubmissionUnknown), (task.State, task.Error?.Kind));
        Assert.Equal("row-000", task.Name);
        Assert.Empty(result.Submitted);
        Assert.Equal(1, pipeline.Emulator.Counters.Creates);
    }

    [Theory]
    [InlineData(408, "The request took too long")]
    [InlineData(500, "The moderation service fell over")]
    [InlineData(500, "Rate limit exceeded: too many requests")]
    [InlineData(504, "moderation timed out")]
    public async Task Words_in_a_server_error_do_not_make_it_a_refusal(int status, string words)
    {
        await using TestPipeline pipeline = With();
        await using RawServer server = RawServer.OfJson((_, _) => (status, $$$"""{"error":{"message":"{{{words}}}"}}"""));
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        SoraException error = (await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_is_unavailable_and_nothing_was_sent()
    {
        SkippingClock clock = new();
        await using TestPipeline pipeline = new(TestPipeline.Done, clock);
        pipeline.Connect("OpenAI", new Uri($"http://127.0.0.1:{RawServer.FreePort()}/v1"), "some-key");
        PipelineResult result = await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0));
        SoraException error = result.Error(SoraErrorKind.GatewayUnavailable);
        Assert.Contains("Nothing was sent", error.Message, StringComparison.Ordinal);
        Assert.IsType<VideoRequest>(result.Errors[0].Target);
        Assert.IsType<SocketException>(error.InnerException);
        Assert.InRange(clock.Passed, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(6));
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_unavailable_and_nothing_was_sent()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done, new SkippingClock());
        pipeline.Connect("OpenAI", new Uri("http://gateway.invalid/v1"), "some-key");
        SoraException error = (await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).Error(SoraErrorKind.GatewayUnavailable);
        Assert.Contains("gateway.invalid", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_never_comes_about_was_not_sent()
    {
        await using TestPipeline pipeline = With();
        using SocketsHttpHandler handler = new()
        {
            // By the real clock: .NET takes no other for it.
            ConnectTimeout = TimeSpan.FromMilliseconds(1),
            ConnectCallback = static async (_, ct) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
                return Stream.Null;
            },
        };
        using HttpClients clients = new() { Gateways = handler };
        using Core.Gateways.Gateway gateway = new(pipeline.Client.Connections.Find("LinkModel")!, clients, new SkippingClock());
        SoraException error = await Assert.ThrowsAsync<SoraException>(
            () => gateway.CreateAsync(TestPipeline.Prepared, gateway.ReadKey(), null, CancellationToken.None));
        Assert.Equal(SoraErrorKind.GatewayUnavailable, error.Kind);
        Assert.Equal(0, pipeline.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_unknown()
    {
        await using TestPipeline pipeline = With();
        await using RawServer server = RawServer.OfJson((_, _) => (200, $$"""{"id":"{{new string('x', CappedContent.MaxBytes)}}"}"""));
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        SoraException error = (await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Contains("4 MiB", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_answer_that_names_no_task_is_unknown()
    {
        await using TestPipeline pipeline = With();
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"status":"queued"}"""));
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        (await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0))).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task No_answer_within_the_timeout_is_unknown()
    {
        await using TestPipeline pipeline = With();
        await using RawServer server = new(request => request.StallAsync());
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        Task<PipelineResult> submit = pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0));
        await Eventually.TrueAsync(() => !server.Requests.IsEmpty, "the request");
        _clock.Advance(TimeSpan.FromMinutes(4));
        (await submit).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Single(server.Requests);
    }
}
