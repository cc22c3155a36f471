using System.Globalization;
using System.Text;
using SoraPS.Core.Connections;
using SoraPS.Core.Dialects;
using SoraPS.Core.Http;
using SoraPS.Core.Http.Clients;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Http;

/// <summary>When a create request is sent again, and when it surely is not.</summary>
public sealed class CreateTests
{
    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData("LinkModel", RetryAfterForm.Seconds)]
    [InlineData("LinkModel", RetryAfterForm.HttpDate)]
    [InlineData("LinkModel", RetryAfterForm.Milliseconds)]
    [InlineData("Odkkk", RetryAfterForm.Sentence)]
    [InlineData("OpenAI", RetryAfterForm.Seconds)]
    [InlineData("UniAll", RetryAfterForm.Seconds)]
    [InlineData("Apixo", RetryAfterForm.Seconds)]
    [InlineData("AimlApi", RetryAfterForm.Seconds)]
    public async Task A_429_is_repeated_after_the_wait_that_it_asks_for(string provider, RetryAfterForm form)
    {
        await using TestPipeline line = With(new()
        {
            Kind = EmulatorFaultKind.RateLimited,
            On = EmulatorOperation.Create,
            Count = 1,
            RetryAfter = TimeSpan.FromSeconds(10),
            RetryAfterForm = form,
        });
        DateTimeOffset start = _clock.GetUtcNow();
        PipelineResult result = await _clock.DriveAsync(line.SubmitAsync(provider, TestPipeline.Row(0)));
        Assert.Single(result.AssertNoErrors().Submitted);
        Assert.Equal((2, 1), (line.Emulator.Counters.Creates, line.Emulator.Counters.TasksMade));
        Assert.InRange((line.Emulator.Tasks[0].MadeAt - start).TotalSeconds, 9.9, 60);
    }

    [Fact]
    public async Task A_server_that_takes_forms_only_is_sent_forms()
    {
        await using RawServer server = RawServer.OfJson((_, request) => request.Header("Content-Type")!.StartsWith("multipart/form-data", StringComparison.Ordinal)
            ? (200, """{"id":"video_1","status":"queued"}""")
            : (422, """{"detail":[{"type":"missing","loc":["body","prompt"],"msg":"Field required","input":null}]}"""));
        await using TestPipeline line = new(TestPipeline.Done);
        line.Connect("OpenAI", server.Uri, "key-of-tests");
        PipelineResult first = await line.SubmitAsync("OpenAI", TestPipeline.Row(0) with { Duration = 4 });
        PipelineResult second = await line.SubmitAsync("OpenAI", TestPipeline.Row(1));
        Assert.Equal("video_1", Assert.Single(first.AssertNoErrors().Submitted).Id);
        Assert.Single(second.AssertNoErrors().Submitted);
        Assert.Equal(3, server.Requests.Count);
        string form = server.Requests.ElementAt(1).Body;
        Assert.Contains("name=\"prompt\"", form);
        Assert.Contains("A paper boat, take 0", form);
        Assert.Contains("name=\"seconds\"", form);
    }

    [Theory]
    [InlineData(422, """{"detail":[{"type":"missing","loc":["body","image"],"msg":"Field required"}]}""")]
    [InlineData(400, """{"error":{"message":"The prompt is missing a subject","code":"invalid_prompt"}}""")]
    [InlineData(500, """{"detail":[{"type":"missing","loc":["body","prompt"],"msg":"Field required"}]}""")]
    public async Task Another_refusal_is_not_answered_with_a_form(int status, string json)
    {
        await using RawServer server = RawServer.OfJson((_, _) => (status, json));
        await using TestPipeline line = new(TestPipeline.Done);
        line.Connect("OpenAI", server.Uri, "key-of-tests");
        PipelineResult result = await line.SubmitAsync("OpenAI", TestPipeline.Row(0));
        Assert.Single(result.Errors);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_503_with_a_wait_is_repeated_after_it()
    {
        await using TestPipeline line = With(new()
        {
            Kind = EmulatorFaultKind.ErrorBefore,
            Status = 503,
            Count = 1,
            RetryAfter = TimeSpan.FromSeconds(20),
        });
        DateTimeOffset start = _clock.GetUtcNow();
        PipelineResult result = await _clock.DriveAsync(line.SubmitAsync("OpenAI", TestPipeline.Row(0)));
        Assert.Single(result.AssertNoErrors().Submitted);
        Assert.Equal((2, 1), (line.Emulator.Counters.Creates, line.Emulator.Counters.TasksMade));
        Assert.InRange((line.Emulator.Tasks[0].MadeAt - start).TotalSeconds, 20, 90);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("Mon, 01 Jan 2024 00:00:00 GMT")]
    public async Task A_gateway_that_asks_for_no_wait_is_asked_once_a_second_in_the_end(string retryAfter)
    {
        int count = 0;
        await using RawServer server = new(request => Interlocked.Increment(ref count) <= 8
            ? request.SendAsync(429, "application/json", "{}"u8.ToArray(), $"Retry-After: {retryAfter}")
            : request.SendAsync(200, "application/json", """{"id":"video_1","status":"queued"}"""u8.ToArray()));
        await using TestPipeline line = With();
        line.Connect("OpenAI", server.Uri, "key-of-tests");
        PipelineResult result = await _clock.DriveAsync(
            line.SubmitAsync(new SubmitOptions { Provider = "OpenAI", Detail = new(Lines: true, Bodies: false) }, TestPipeline.Row(0)));
        Assert.Single(result.AssertNoErrors().Submitted);
        string[] waits = [.. result.VerboseMessage
            .Where(text => text.Contains("trying again in", StringComparison.Ordinal))
            .Select(text => text.Split(' ')[^2])];
        Assert.Equal(8, waits.Length);
        Assert.All(waits[^3..], wait => Assert.InRange(double.Parse(wait, CultureInfo.InvariantCulture), 1, 2));
    }

    [Fact]
    public async Task A_429_that_never_ends_is_given_up_after_half_an_hour()
    {
        await using TestPipeline line = With(new()
        {
            Kind = EmulatorFaultKind.RateLimited,
            On = EmulatorOperation.Create,
            RetryAfter = TimeSpan.FromMinutes(12),
        });
        PipelineResult result = new();
        await using SubmitStage submit = line.Client.Submit(new() { Provider = "LinkModel", Detail = new(Lines: true, Bodies: false) });
        Task<bool> ended = ListenAsync();
        submit.TryPost(TestPipeline.Row(0));
        submit.Complete();
        for (int waits = 1; waits <= 2; waits++)
        {
            // The time of the attempt is over when the wait is told, so the timer that is set next is that of the wait.
            await Eventually.TrueAsync(() => result.Waits == waits && _clock.PendingTimers > 0, $"wait {waits}");
            _clock.Advance(TimeSpan.FromMinutes(14));
        }

        await _clock.DriveAsync(ended);
        result.Error(SoraErrorKind.RateLimited);
        Assert.Equal((3, 0), (line.Emulator.Counters.Creates, line.Emulator.Counters.TasksMade));

        async Task<bool> ListenAsync()
        {
            await submit.DrainAsync(e => result.Note(e, result.Submitted.Add), CancellationToken.None);
            return true;
        }
    }

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
        await using TestPipeline line = With(new() { Kind = kind, Status = status, On = EmulatorOperation.Create, Count = 1 });
        PipelineResult result = await _clock.DriveAsync(line.SubmitAsync(provider, TestPipeline.Row(0)));
        result.Error(SoraErrorKind.SubmissionUnknown);
        SoraTask task = Assert.IsType<SoraTask>(result.Errors[0].Target);
        Assert.Equal((SoraTaskState.Unknown, SoraErrorKind.SubmissionUnknown), (task.State, task.Error?.Kind));
        Assert.Equal("row-000", task.Name);
        Assert.Empty(result.Submitted);
        Assert.Equal(1, line.Emulator.Counters.Creates);
    }

    [Theory]
    [InlineData(408, "The request took too long")]
    [InlineData(500, "The moderation service fell over")]
    [InlineData(504, "moderation timed out")]
    public async Task Words_in_a_server_error_do_not_make_it_a_refusal(int status, string words)
    {
        await using TestPipeline line = With();
        await using RawServer server = RawServer.OfJson((_, _) => (status, $$$"""{"error":{"message":"{{{words}}}"}}"""));
        line.Connect("OpenAI", server.Uri, "some-key");
        SoraException error = (await line.SubmitAsync("OpenAI", TestPipeline.Row(0))).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_is_unavailable_and_nothing_was_sent()
    {
        SkippingClock clock = new();
        await using TestPipeline line = new(TestPipeline.Done, clock);
        line.Connect("OpenAI", new Uri($"http://127.0.0.1:{RawServer.FreePort()}/v1"), "some-key");
        PipelineResult result = await line.SubmitAsync("OpenAI", TestPipeline.Row(0));
        SoraException error = result.Error(SoraErrorKind.GatewayUnavailable);
        Assert.Contains("Nothing was sent", error.Message, StringComparison.Ordinal);
        Assert.IsType<VideoRequest>(result.Errors[0].Target);
        Assert.InRange(clock.Passed, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(6));
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_unavailable_and_nothing_was_sent()
    {
        await using TestPipeline line = new(TestPipeline.Done, new SkippingClock());
        line.Connect("OpenAI", new Uri("http://gateway.invalid/v1"), "some-key");
        SoraException error = (await line.SubmitAsync("OpenAI", TestPipeline.Row(0))).Error(SoraErrorKind.GatewayUnavailable);
        Assert.Contains("gateway.invalid", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_comes_up_in_time_gets_the_row_once()
    {
        await using TestPipeline line = With();
        int port = RawServer.FreePort();
        line.Connect("OpenAI", new Uri($"http://127.0.0.1:{port}"), "some-key");
        Task<PipelineResult> submit = line.SubmitAsync("OpenAI", TestPipeline.Row(0));
        await Eventually.TrueAsync(() => _clock.PendingTimers > 0, "the wait for another try");
        await using RawServer server = new(
            request => request.SendAsync(200, "application/json", """{"id":"video_1","status":"queued"}"""u8.ToArray()), port);
        Assert.Equal("video_1", Assert.Single((await _clock.DriveAsync(submit)).AssertNoErrors().Submitted).Id);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_connection_that_never_comes_about_was_not_sent()
    {
        await using TestPipeline line = With();
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
        using Core.Gateways.Gateway gateway = new(line.Client.Connections.Find("LinkModel")!, clients, new SkippingClock());
        SoraException error = await Assert.ThrowsAsync<SoraException>(
            () => gateway.CreateAsync(TestPipeline.Prepared, gateway.ReadKey(), null, CancellationToken.None));
        Assert.Equal(SoraErrorKind.GatewayUnavailable, error.Kind);
        Assert.Equal(0, line.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_unknown()
    {
        await using TestPipeline line = With();
        await using RawServer server = RawServer.OfJson((_, _) => (200, $$"""{"id":"{{new string('x', CappedContent.MaxBytes)}}"}"""));
        line.Connect("OpenAI", server.Uri, "some-key");
        SoraException error = (await line.SubmitAsync("OpenAI", TestPipeline.Row(0))).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Contains("4 MiB", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_answer_that_names_no_task_is_unknown()
    {
        await using TestPipeline line = With();
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"status":"queued"}"""));
        line.Connect("OpenAI", server.Uri, "some-key");
        (await line.SubmitAsync("OpenAI", TestPipeline.Row(0))).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_answer_with_a_byte_order_mark_is_understood()
    {
        await using TestPipeline line = With();
        await using RawServer server = new(request => request.SendAsync(
            200, "application/json", new byte[] { 0xEF, 0xBB, 0xBF }.Concat("""{"id":"v1","status":"queued"}"""u8.ToArray()).ToArray()));
        line.Connect("OpenAI", server.Uri, "some-key");
        Assert.Equal("v1", Assert.Single((await line.SubmitAsync("OpenAI", TestPipeline.Row(0))).AssertNoErrors().Submitted).Id);
    }

    [Fact]
    public async Task No_answer_within_the_timeout_is_unknown()
    {
        await using TestPipeline line = With();
        await using RawServer server = new(request => request.StallAsync());
        line.Connect("OpenAI", server.Uri, "some-key");
        Task<PipelineResult> submit = line.SubmitAsync("OpenAI", TestPipeline.Row(0));
        await Eventually.TrueAsync(() => !server.Requests.IsEmpty, "the request");
        _clock.Advance(TimeSpan.FromMinutes(4));
        (await submit).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task LinkModels_lack_of_credit_inside_a_200_is_no_unknown_submission()
    {
        await using TestPipeline line = new(new() { LinkModelErrorsInOk = true }, _clock);
        line.Connect("LinkModel", line.Emulator.BaseUri("LinkModel"), line.Emulator.Options.NoCreditKey);
        (await line.SubmitAsync("LinkModel", TestPipeline.Row(0))).Error(SoraErrorKind.QuotaExceeded);
    }

    [Theory]
    [InlineData("LinkModel")]
    [InlineData("OpenAI")]
    public async Task More_rows_than_the_gateway_takes_at_once_wait_their_turn(string provider)
    {
        await using TestPipeline line = new(new()
        {
            GenerationTime = TimeSpan.FromSeconds(3),
            ConcurrencyLimit = 2,
            TimeProvider = _clock,
        }, _clock);
        PipelineResult result = await _clock.DriveAsync(line.SubmitAsync(provider, TestPipeline.Rows(6)));
        Assert.Equal(6, result.AssertNoErrors().Submitted.Count);
        Assert.Equal((6, 0), (line.Emulator.Counters.TasksMade, line.Emulator.Counters.DuplicateTasks));
        Assert.True(line.Emulator.Counters.Creates > 6);
    }

    [Fact]
    public async Task A_missing_key_is_told_before_anything_is_sent()
    {
        await using TestPipeline line = With();
        Connection connection = line.Client.Connections.Find("OpenAI")!;
        line.Client.Connections.Set(connection with { SessionKey = null, KeyVariable = "SORAPS_TEST_NO_SUCH_KEY" });
        SoraException error = (await line.SubmitAsync("OpenAI", TestPipeline.Row(0))).Error(SoraErrorKind.ApiKeyMissing);
        Assert.Contains("SORAPS_TEST_NO_SUCH_KEY", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_additional_body_is_merged_into_the_request()
    {
        await using TestPipeline line = With();
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"id":"v1","status":"queued"}"""));
        line.Connect("OpenAI", server.Uri, "some-key");
        await line.SubmitAsync("OpenAI", TestPipeline.Row(0) with { AdditionalBody = new() { ["seed"] = 7, ["model"] = "other" } });
        string body = Assert.Single(server.Requests).Body;
        Assert.Contains("\"seed\":7", body, StringComparison.Ordinal);
        Assert.Contains("\"model\":\"other\"", body, StringComparison.Ordinal);
        Assert.Equal("Bearer some-key", server.Requests.Single().Header("Authorization"));
        Assert.Equal(Encoding.UTF8.GetByteCount(body).ToString(System.Globalization.CultureInfo.InvariantCulture), server.Requests.Single().Header("Content-Length"));
    }

    private TestPipeline With(EmulatorFault? fault = null) =>
        new(new() { TimeProvider = _clock, Faults = fault is null ? [] : [fault] }, _clock);
}
