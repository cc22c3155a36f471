using SoraPS.Tests.Support;
using static SoraPS.Tests.Pipelines.LostRow;

namespace SoraPS.Tests.Pipelines;

/// <summary>How the gateway's list is read, and when it proves that a task was never made.</summary>
[Trait("Ledger", "Any")]
public sealed class TaskListTests
{
    [Fact]
    public async Task It_looks_on_later_pages()
    {
        await using TestPipeline pipeline = Losing(1);
        SoraTask lost = await LostAsync(pipeline, TestPipeline.Row(1));
        (await pipeline.SubmitAsync(Provider, [.. Enumerable.Range(2, 150).Select(index => TestPipeline.Row(index))])).AssertNoErrors();
        SoraTask found = Assert.Single((await PollAsync(pipeline, lost)).AssertNoErrors().Ended);
        Assert.Equal("A paper boat, take 1", pipeline.Emulator.Tasks.Single(task => task.Id == found.Id).Prompt);
    }

    [Fact]
    public async Task A_task_of_the_last_of_many_attempts_is_found()
    {
        DateTimeOffset claimed = DateTimeOffset.UtcNow.AddHours(-2);
        await using RawServer server = ListOf(Listed("video_1", claimed.AddMinutes(21)));
        await using TestPipeline pipeline = new();
        pipeline.Connect(Provider, server.Uri, "some-key");
        SoraTask lost = Lost(server, "r1", claimed);
        await RecordAsync(pipeline, lost, givenUp: claimed.AddMinutes(22));

        Assert.Equal("video_1", Assert.Single((await PollAsync(pipeline, lost)).AssertNoErrors().Ended).Id);
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
        await using TestPipeline pipeline = new();
        pipeline.Connect(Provider, server.Uri, "some-key");

        SoraException error = (await PollAsync(pipeline, Lost(server, "r1", sent))).Error(SoraErrorKind.SubmissionUnknown);
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
        await using TestPipeline pipeline = new();
        pipeline.Connect(Provider, server.Uri, "some-key");

        Assert.Equal("video_1", Assert.Single((await PollAsync(pipeline, Lost(server, "r1", sent))).AssertNoErrors().Ended).Id);
        Assert.Contains("after=old_2", server.Requests.Last().RequestLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_no_list_is_no_proof()
    {
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"object":"list"}"""));
        await using TestPipeline pipeline = new();
        pipeline.Connect(Provider, server.Uri, "some-key");

        PipelineResult result = await PollAsync(pipeline, Lost(server, "r1", DateTimeOffset.UtcNow));
        Assert.Contains("no list", result.Error(SoraErrorKind.InvalidResponse).Message, StringComparison.Ordinal);
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
        await using TestPipeline pipeline = new();
        pipeline.Connect(Provider, server.Uri, "some-key");
        SoraTask lost = Lost(server, "lost", DateTimeOffset.UtcNow);
        await RecordAsync(pipeline, lost, DateTimeOffset.UtcNow);

        SoraException error = (await PollAsync(pipeline, lost)).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Contains("tasks of the gateway's list fit", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    private static RawServer ListOf(string task) => RawServer.OfJson((_, _) => (200, $$"""{"data":[{{task}}],"has_more":false}"""));
}
