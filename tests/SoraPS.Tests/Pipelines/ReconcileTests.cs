using System.Globalization;
using System.Text;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Core.Refresh;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>Looking in the gateway's list for the task that an unanswered request made.</summary>
public sealed class ReconcileTests
{
    private const string Provider = "OpenAI";

    [Fact]
    public async Task The_only_task_that_fits_is_taken_up_and_its_row_is_known()
    {
        await using TestPipeline line = Losing(1);
        VideoRequest row = TestPipeline.Row(1) with { Batch = "spring" };
        SoraTask lost = await LostAsync(line, row);
        SoraTask found = Assert.Single((await PollAsync(line, lost)).AssertNoErrors().Ended);
        Assert.Equal((lost.RequestId, line.Emulator.Tasks.Single().Id), (found.RequestId, found.Id));
        Assert.Null(found.Error);
        Assert.Equal(found.Id, Assert.Single((await line.SubmitAsync(Provider, row)).AssertNoErrors().Submitted).Id);
        Assert.Equal(1, line.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task Of_equal_rows_only_what_no_other_has_is_taken_up()
    {
        await using TestPipeline line = Losing(1);
        PipelineResult result = await line.SubmitAsync(Provider, TestPipeline.Row(1, "a"), TestPipeline.Row(1, "b"), TestPipeline.Row(1, "c"));
        SoraTask lost = Assert.IsType<SoraTask>(Assert.Single(result.Errors).Target);
        SoraTask found = Assert.Single((await PollAsync(line, lost)).AssertNoErrors().Ended);
        Assert.DoesNotContain(found.Id, result.Submitted.Select(task => task.Id));
    }

    [Fact]
    public async Task Two_lost_rows_that_ask_for_the_same_are_left_to_the_user()
    {
        await using TestPipeline line = Losing(2);
        PipelineResult result = await line.SubmitAsync(Provider, TestPipeline.Row(1, "a"), TestPipeline.Row(1, "b"));
        SoraTask[] lost = [.. result.Errors.Select(one => Assert.IsType<SoraTask>(one.Target))];
        PipelineResult looked = await PollAsync(line, lost);
        Assert.Empty(looked.Ended);
        Assert.All(looked.Errors, one =>
        {
            SoraException error = Assert.IsType<SoraException>(one.Error);
            Assert.Equal(SoraErrorKind.SubmissionUnknown, error.Kind);
            Assert.All(line.Emulator.Tasks, task => Assert.Contains(task.Id, error.Message, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task A_task_that_was_never_made_is_not_found()
    {
        await using TestPipeline line = new(new()
        {
            Faults = [new() { Kind = EmulatorFaultKind.ErrorBefore, On = EmulatorOperation.Create, Count = 1 }],
        });
        SoraTask lost = await LostAsync(line, TestPipeline.Row(1));
        (await line.SubmitAsync(Provider, TestPipeline.Row(2))).AssertNoErrors();
        SoraException error = (await PollAsync(line, lost)).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Contains("no task that fits", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, """ "model":"sora-2","prompt":"A paper boat, take 1" """, true)]
    [InlineData(0, """ "model":"sora-2-2026-01-01" """, true)]
    [InlineData(14 * 60, """ "seconds":"8" """, true)]
    [InlineData(-60, """ "size":"720x1280" """, true)]
    [InlineData(0, """ "prompt":"Something else" """, false)]
    [InlineData(0, """ "model":"sora-2-pro" """, true)]
    [InlineData(0, """ "model":"veo" """, false)]
    [InlineData(0, """ "seconds":"12" """, false)]
    [InlineData(0, """ "size":"1280x720" """, false)]
    [InlineData(-300, """ "model":"sora-2" """, false)]
    [InlineData(3600, """ "model":"sora-2" """, false)]
    public async Task What_the_list_tells_decides(int secondsLater, string fields, bool fits)
    {
        DateTimeOffset sent = DateTimeOffset.UtcNow;
        string created = sent.AddSeconds(secondsLater).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        // It gives the same page again and again, whatever comes after 'after'.
        await using RawServer server = RawServer.OfJson(
            (_, _) => (200, $$"""{"data":[{"id":"video_1","status":"queued","created_at":{{created}},{{fields}}}]}"""));
        await using TestPipeline line = new();
        line.Connect(Provider, server.Uri, "some-key");
        SoraTask lost = new()
        {
            RequestId = "r1",
            Provider = Provider,
            Endpoint = server.Uri,
            Model = "sora-2",
            Prompt = "A paper boat, take 1",
            Duration = 8,
            Resolution = "720x1280",
            State = SoraTaskState.Unknown,
            CreatedAt = sent,
        };
        PipelineResult result = await PollAsync(line, lost);
        Assert.Equal(fits ? 1 : 0, result.Ended.Count);
        Assert.Equal(fits ? 0 : 1, result.Errors.Count);
        Assert.InRange(server.Requests.Count, 1, 2);
    }

    [Fact]
    public async Task It_looks_on_later_pages()
    {
        await using TestPipeline line = Losing(1);
        SoraTask lost = await LostAsync(line, TestPipeline.Row(1));
        (await line.SubmitAsync(Provider, [.. Enumerable.Range(2, 150).Select(index => TestPipeline.Row(index))])).AssertNoErrors();
        SoraTask found = Assert.Single((await PollAsync(line, lost)).AssertNoErrors().Ended);
        Assert.Equal("A paper boat, take 1", line.Emulator.Tasks.Single(task => task.Id == found.Id).Prompt);
    }

    [Fact]
    public async Task A_task_of_the_last_of_many_attempts_is_found()
    {
        DateTimeOffset claimed = DateTimeOffset.UtcNow.AddHours(-2);
        await using RawServer server = ListOf(Listed("video_1", claimed.AddMinutes(21)));
        await using TestPipeline line = new();
        line.Connect(Provider, server.Uri, "some-key");
        SoraTask lost = Lost(server, "r1", claimed);
        await RecordAsync(line, lost, givenUp: claimed.AddMinutes(22));

        Assert.Equal("video_1", Assert.Single((await PollAsync(line, lost)).AssertNoErrors().Ended).Id);
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(20)]
    public async Task A_clock_that_is_wrong_is_seen_by_the_gateways(int minutesAhead)
    {
        DateTimeOffset sent = DateTimeOffset.UtcNow;
        string date = sent.AddMinutes(minutesAhead).ToString("R", CultureInfo.InvariantCulture);
        byte[] list = Encoding.UTF8.GetBytes($$"""{"data":[{{Listed("video_1", sent.AddMinutes(minutesAhead))}}],"has_more":false}""");
        await using RawServer server = new(request => request.SendAsync(200, "application/json", list, $"Date: {date}"));
        await using TestPipeline line = new();
        line.Connect(Provider, server.Uri, "some-key");
        SoraTask lost = Lost(server, "r1", sent);
        await RecordAsync(line, lost, givenUp: sent);

        Assert.Equal("video_1", Assert.Single((await PollAsync(line, lost)).AssertNoErrors().Ended).Id);
    }

    [Theory]
    [InlineData(""" ,"has_more":true """, false)]
    [InlineData("", false)]
    [InlineData(""" ,"has_more":false """, true)]
    public async Task A_list_that_was_not_read_to_its_end_is_no_proof(string end, bool isProof)
    {
        int count = 0;
        DateTimeOffset sent = DateTimeOffset.UtcNow;
        await using RawServer server = RawServer.OfJson((_, _) =>
        {
            string id = end.Length > 0 ? $"other_{count++}" : "other";
            return (200, $$"""{"data":[{{Listed(id, sent).Replace("take 1", "take 2", StringComparison.Ordinal)}}]{{end}}}""");
        });
        await using TestPipeline line = new();
        line.Connect(Provider, server.Uri, "some-key");

        SoraException error = (await PollAsync(line, Lost(server, "r1", sent))).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Equal(isProof, error.Message.Contains("most probably not made", StringComparison.Ordinal));
        Assert.Equal(!isProof, error.Message.Contains("not read to its end", StringComparison.Ordinal));
        Assert.Equal(!isProof, error.RecommendedAction!.Contains("console", StringComparison.Ordinal));
        Assert.InRange(server.Requests.Count, 1, 50);
    }

    [Fact]
    public async Task A_list_in_another_order_is_read_to_its_end()
    {
        DateTimeOffset sent = DateTimeOffset.UtcNow;
        await using RawServer server = RawServer.OfJson((number, _) => (200, number switch
        {
            0 => $$"""{"data":[{{Listed("old_1", sent.AddDays(-3))}},{{Listed("old_2", sent.AddDays(-2))}}],"has_more":true}""",
            _ => $$"""{"data":[{{Listed("video_1", sent)}}],"has_more":false}""",
        }));
        await using TestPipeline line = new();
        line.Connect(Provider, server.Uri, "some-key");

        Assert.Equal("video_1", Assert.Single((await PollAsync(line, Lost(server, "r1", sent))).AssertNoErrors().Ended).Id);
        Assert.Contains("after=old_2", server.Requests.Last().RequestLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_no_list_is_no_proof()
    {
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"object":"list"}"""));
        await using TestPipeline line = new();
        line.Connect(Provider, server.Uri, "some-key");

        PipelineResult result = await PollAsync(line, Lost(server, "r1", DateTimeOffset.UtcNow));
        Assert.Contains("no list", result.Error(SoraErrorKind.InvalidResponse).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_look_at_the_same_time_do_not_take_one_task_for_two_rows()
    {
        DateTimeOffset sent = DateTimeOffset.UtcNow;
        using SemaphoreSlim bothAsked = new(0);
        int asked = 0;
        byte[] list = Encoding.UTF8.GetBytes($$"""{"data":[{{Listed("video_1", sent)}}],"has_more":false}""");
        await using RawServer server = new(async request =>
        {
            if (Interlocked.Increment(ref asked) == 2)
            {
                bothAsked.Release(2);
            }

            await bothAsked.WaitAsync();
            await request.SendAsync(200, "application/json", list);
        });
        await using TestPipeline line = new();
        await using TestPipeline other = new(ledgers: new LedgerSource(_ => SqliteLedger.Open(line.LedgerPath)));
        line.Connect(Provider, server.Uri, "some-key");
        other.Connect(Provider, server.Uri, "some-key");
        SoraTask[] lost = [Lost(server, "r1", sent), Lost(server, "r2", sent)];
        await RecordAsync(line, lost[0], sent);
        await RecordAsync(line, lost[1], sent);

        PipelineResult[] results = await Task.WhenAll(PollAsync(line, lost[0]), PollAsync(other, lost[1]));
        Assert.Equal("video_1", Assert.Single(results.SelectMany(result => result.Ended)).Id);
        SoraException error = results.Single(result => result.Ended.Count == 0).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Contains("taken up for another row", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_found_before_is_given_without_another_look()
    {
        await using TestPipeline line = Losing(1);
        SoraTask lost = await LostAsync(line, TestPipeline.Row(1));
        SoraTask found = Assert.Single((await PollAsync(line, lost)).AssertNoErrors().Ended);

        Assert.Equal(found.Id, Assert.Single((await PollAsync(line, lost)).AssertNoErrors().Ended).Id);
    }

    [Theory]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("Mon, 01 Jan 0001 00:00:00 GMT")]
    public async Task A_date_that_is_no_gateways_is_not_counted_with(string date)
    {
        await using RawServer server = new(request => request.SendAsync(
            200, "application/json", """{"data":[],"has_more":false}"""u8.ToArray(), $"Date: {date}"));
        await using TestPipeline line = new();
        line.Connect(Provider, server.Uri, "some-key");
        SoraTask lost = Lost(server, "lost", DateTimeOffset.UtcNow);
        await RecordAsync(line, lost, DateTimeOffset.UtcNow);

        SoraException error = (await PollAsync(line, lost)).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Contains("no task that fits", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_never_ends_is_left()
    {
        int last = 0;
        await using RawServer server = RawServer.OfJson((_, _) =>
        {
            IEnumerable<string> page = Enumerable.Range(last, 3000).Select(number => $$"""{"id":"video_{{number}}"}""");
            last += 3000;
            return (200, $$"""{"data":[{{string.Join(',', page)}}],"has_more":true}""");
        });
        await using TestPipeline line = new();
        line.Connect(Provider, server.Uri, "some-key");
        SoraTask lost = Lost(server, "lost", DateTimeOffset.UtcNow);
        await RecordAsync(line, lost, DateTimeOffset.UtcNow);

        SoraException error = (await PollAsync(line, lost)).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Contains("tasks of the gateway's list fit", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    private static string Listed(string id, DateTimeOffset made) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":"{{id}}","status":"queued","prompt":"A paper boat, take 1","created_at":{{made.ToUnixTimeSeconds()}}}""");

    private static RawServer ListOf(string task) => RawServer.OfJson((_, _) => (200, $$"""{"data":[{{task}}],"has_more":false}"""));

    private static SoraTask Lost(RawServer server, string requestId, DateTimeOffset claimed) => new()
    {
        RequestId = requestId,
        Provider = Provider,
        Endpoint = server.Uri,
        Prompt = "A paper boat, take 1",
        State = SoraTaskState.Unknown,
        CreatedAt = claimed,
    };

    private static async Task RecordAsync(TestPipeline line, SoraTask lost, DateTimeOffset givenUp)
    {
        ManualTimeProvider clock = new(givenUp);
        await using SqliteLedger ledger = SqliteLedger.Open(line.LedgerPath, clock);
        await ledger.WriteAsync(new LedgerEntry(lost, "No answer came."));
    }

    private static TestPipeline Losing(int count) => new(new()
    {
        Faults = [new() { Kind = EmulatorFaultKind.LostReply, On = EmulatorOperation.Create, Count = count }],
    });

    private static async Task<SoraTask> LostAsync(TestPipeline line, VideoRequest row)
    {
        PipelineResult result = await line.SubmitAsync(Provider, row);
        result.Error(SoraErrorKind.SubmissionUnknown);
        await using SqliteLedger ledger = SqliteLedger.Open(line.LedgerPath);
        return (await ledger.FindRequestAsync(Assert.IsType<SoraTask>(result.Errors[0].Target).RequestId))!;
    }

    private static async Task<PipelineResult> PollAsync(TestPipeline line, params SoraTask[] tasks)
    {
        PipelineResult result = new();
        await using RefreshStage look = line.Client.Refresh(new RefreshOptions());
        Task listening = look.DrainAsync(happened => result.Note(happened, result.Ended.Add), CancellationToken.None);
        await look.FeedAsync(tasks.ToAsyncEnumerable(), CancellationToken.None);
        await listening.WaitAsync(TestPipeline.Timeout);
        return result;
    }
}
