using System.Text;
using SoraPS.Core.Connections;
using SoraPS.Core.Images;
using SoraPS.Core.Networks;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>What concerns the account or the network ends a run after a few rows, with one error for the rest.</summary>
public sealed class SubmissionBreakerTests
{
    private const int OneByOne = 1;
    private const string WrongKey = """{"error":{"message":"Incorrect API key provided"}}""";
    private const string Accepted = """{"id":"video_1","status":"queued"}""";

    [Theory]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}""", SoraErrorKind.AuthenticationFailed)]
    [InlineData(402, """{"error":{"message":"Insufficient credits","code":"insufficient_quota"}}""", SoraErrorKind.QuotaExceeded)]
    public async Task An_account_that_is_refused_ends_the_submission(int status, string answer, SoraErrorKind kind)
    {
        await using RawServer server = RawServer.OfJson((_, _) => (status, answer));
        await using TestPipeline pipeline = Connected(server.Uri);
        PipelineResult result = await pipeline.SubmitAsync(Options(OneByOne), TestPipeline.Rows(40));
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(4, result.Errors.Count);
        Assert.All(result.Errors, error => Assert.Equal(kind, Assert.IsType<SoraException>(error.Error).Kind));
        (Exception last, object? target) = result.Errors[^1];
        Assert.StartsWith("37 rows were not submitted", last.Message, StringComparison.Ordinal);
        Assert.Contains("run the same command again", ((SoraException)last).RecommendedAction, StringComparison.Ordinal);
        Assert.Null(target);
    }

    [Fact]
    public async Task A_gateway_that_never_tells_what_it_has_charged_is_sent_ten_rows()
    {
        await using RawServer server = RawServer.OfJson((_, _) => (500, "{}"));
        await using TestPipeline pipeline = Connected(server.Uri);
        PipelineResult result = await pipeline.SubmitAsync(Options(OneByOne), TestPipeline.Rows(40));

        Assert.Equal(10, server.Requests.Count);
        Assert.All(result.Errors.SkipLast(1), error => Assert.IsType<SoraTask>(error.Target));
        SoraException last = Assert.IsType<SoraException>(result.Errors[^1].Error);
        Assert.Equal(SoraErrorKind.GatewayUnavailable, last.Kind);
        Assert.StartsWith(
            "30 rows were not submitted, because 10 in succession may have been charged", last.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("-Force", last.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("0", pipeline.Ledger.Sql("SELECT count(*) FROM history WHERE happened LIKE 'Accepted%'"));
    }

    [Fact]
    public async Task An_answer_between_keeps_a_gateway_that_fails_often()
    {
        int count = 0;
        await using RawServer server = RawServer.OfJson((_, _) => ++count % 10 == 0 ? (200, Accepted) : (500, "{}"));
        await using TestPipeline pipeline = Connected(server.Uri);
        await pipeline.SubmitAsync(Options(OneByOne), TestPipeline.Rows(40));
        Assert.Equal(40, server.Requests.Count);
    }

    [Fact]
    public async Task Rows_under_way_when_the_account_is_refused_have_no_error_each()
    {
        await using RawServer server = RawServer.OfJson((_, _) => (401, WrongKey));
        await using TestPipeline pipeline = Connected(server.Uri);
        PipelineResult result = await pipeline.SubmitAsync(Options(32), TestPipeline.Rows(100));
        Assert.InRange(server.Requests.Count, 3, 40);
        Assert.Equal(4, result.Errors.Count);
        Assert.StartsWith("97 rows were not submitted", result.Errors[^1].Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_were_not_sent_leave_nothing_in_the_ledger_and_are_sent_by_the_next_run()
    {
        bool isMended = false;
        await using RawServer server = RawServer.OfJson((_, _) => isMended ? (200, Accepted) : (401, WrongKey));
        await using TestPipeline pipeline = Connected(server.Uri);
        VideoRequest[] rows = [.. TestPipeline.Rows(10).Select(row => row with { Batch = "spring" })];
        await pipeline.SubmitAsync(Options(OneByOne), rows);
        Assert.Empty(await TasksAsync(pipeline));
        isMended = true;
        Assert.Equal(10, (await pipeline.SubmitAsync(Options(OneByOne), rows)).AssertNoErrors().Submitted.Count);
        Assert.Equal(10, (await TasksAsync(pipeline)).Count);
    }

    [Fact]
    public async Task A_success_or_a_refused_row_between_lets_the_run_go_on()
    {
        int count = 0;
        await using RawServer server = RawServer.OfJson((_, _) => (++count % 3) switch
        {
            0 => (200, Accepted),
            1 => (402, """{"error":{"message":"Insufficient credits"}}"""),
            _ => (402, """{"error":{"message":"Insufficient credits"}}"""),
        });
        await using TestPipeline pipeline = Connected(server.Uri);
        PipelineResult result = await pipeline.SubmitAsync(Options(OneByOne), TestPipeline.Rows(12));
        Assert.Equal((12, 8, 4), (server.Requests.Count, result.Errors.Count, result.Submitted.Count));
    }

    [Fact]
    public async Task Rows_that_were_sent_before_give_their_tasks_back_all_the_same()
    {
        bool isWell = true;
        await using RawServer server = RawServer.OfJson((_, _) => isWell ? (200, Accepted) : (401, WrongKey));
        await using TestPipeline pipeline = Connected(server.Uri);
        VideoRequest[] rows = [.. TestPipeline.Rows(12).Select(row => row with { Batch = "spring" })];
        (await pipeline.SubmitAsync(Options(OneByOne), rows[10..])).AssertNoErrors();
        isWell = false;
        PipelineResult result = await pipeline.SubmitAsync(Options(OneByOne), rows);
        Assert.Equal((2, 4), (result.Submitted.Count, result.Errors.Count));
        Assert.StartsWith("7 rows were not submitted", result.Errors[^1].Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_have_each_their_own_fault_keep_no_other_from_being_sent()
    {
        await using RawServer server = RawServer.OfJson((_, _) => (200, Accepted));
        await using TestPipeline pipeline = Connected(server.Uri);
        VideoRequest[] rows = [.. TestPipeline.Rows(6).Select((row, number) => row with
        {
            Image = number < 5 ? new ImageInput { Path = pipeline.Folder.File("none.png") } : null,
            Source = $"line {number}",
        })];
        PipelineResult result = await pipeline.SubmitAsync(Options(OneByOne), rows);
        Assert.Equal(rows.SkipLast(1).Select(row => row.Source), result.Errors.Select(error => error.Target));
        Assert.Single(result.Submitted);
    }

    [Fact]
    public async Task A_key_that_is_missing_is_told_a_few_times_only()
    {
        await using TestPipeline pipeline = new();
        Connection connection = pipeline.Client.Connections.Find("OpenAI")!;
        pipeline.Client.Connections.Set(connection with { SessionKey = null, KeyVariable = "SORAPS_NO_SUCH_KEY" });
        PipelineResult result = await pipeline.SubmitAsync(Options(OneByOne), TestPipeline.Rows(20));
        Assert.Equal(4, result.Errors.Count);
        Assert.StartsWith("17 rows were not submitted", result.Errors[^1].Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_late_success_of_a_row_that_was_under_way_sends_no_more_rows()
    {
        Connection connection = new ConnectionRegistry().Find("LinkModel")!;
        SubmissionBreaker breaker = new();
        for (int row = 0; row < 3; row++)
        {
            Assert.False(breaker.IsOpen(connection));
            breaker.Fail(connection, new SoraException(SoraErrorKind.QuotaExceeded, "The credits are used up."));
        }

        SoraTask taken = new() { Provider = "LinkModel", RequestId = "r1", Id = "video_1", State = SoraTaskState.Queued };
        breaker.Note(connection, new SubmissionOutcome(taken, Error: null, Answer: null));
        Assert.True(breaker.IsOpen(connection));
    }

    [Fact]
    public async Task A_row_that_waits_for_another_try_is_not_sent_again_once_others_are_refused()
    {
        TaskCompletionSource othersFailed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int count = 0;
        await using RawServer server = new(async request =>
        {
            int status = 401;
            if (Interlocked.Increment(ref count) == 1)
            {
                await othersFailed.Task;
                status = 429;
            }

            await request.SendAsync(status, "application/json", Encoding.UTF8.GetBytes(WrongKey));
        });
        await using TestPipeline pipeline = new(TestPipeline.Done, new SkippingClock());
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        await using SubmitStage submit = pipeline.Client.Submit(Options(2));
        List<Exception> errors = [];
        Task drained = submit.DrainAsync(
            happened =>
            {
                if (happened is StageEvent<SoraTask>.Failed failed)
                {
                    errors.Add(failed.Error);
                    if (errors.Count == 3)
                    {
                        othersFailed.SetResult();
                    }
                }
            },
            CancellationToken.None);
        await submit.FeedAsync(TestPipeline.Rows(6).ToAsyncEnumerable<IVideoRow>(), CancellationToken.None);
        await drained.WaitAsync(TestPipeline.Timeout);
        Assert.Equal(4, server.Requests.Count);
        Assert.Equal(4, errors.Count);
        Assert.StartsWith("3 rows were not submitted", errors[^1].Message, StringComparison.Ordinal);
        Assert.Empty(await TasksAsync(pipeline));
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_called_a_proxy_and_tried_for_a_few_rows_only()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done, new SkippingClock());
        int port = RawServer.FreePort();
        pipeline.Client.Connections.Set(pipeline.Connect("OpenAI", new Uri("https://gateway.example/v1"), "some-key") with
        {
            Proxy = new ProxySettings(new Uri($"http://127.0.0.1:{port}"), UseDefaultCredentials: false),
        });
        PipelineResult result = await pipeline.SubmitAsync(Options(2), TestPipeline.Rows(20));
        Assert.Equal(4, result.Errors.Count);
        string says = $"The proxy 127.0.0.1:{port} cannot be reached";
        Assert.All(result.Errors, error => Assert.Contains(says, error.Error.Message, StringComparison.Ordinal));
        Assert.Contains("-Proxy", ((SoraException)result.Errors[^1].Error).RecommendedAction, StringComparison.Ordinal);
        Assert.StartsWith("17 rows were not submitted", result.Errors[^1].Error.Message, StringComparison.Ordinal);
    }

    private static SubmitOptions Options(int throttle) => new() { Provider = "OpenAI", Throttle = throttle };

    private static TestPipeline Connected(Uri server)
    {
        TestPipeline pipeline = new();
        pipeline.Connect("OpenAI", server, "some-key");
        return pipeline;
    }

    private static async Task<IReadOnlyList<SoraTask>> TasksAsync(TestPipeline pipeline)
    {
        await using Core.Ledger.Store.StoredLedger ledger = pipeline.Ledger.Open();
        return await ledger.ListAsync(new Core.Ledger.LedgerQuery());
    }
}
