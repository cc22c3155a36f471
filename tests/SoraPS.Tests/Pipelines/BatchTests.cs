using System.Text.Json.Nodes;
using SoraPS.Core.Connections;
using SoraPS.Core.Images;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Requests;
using SoraPS.Core.Submission;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>A batch may be run again and again: its rows are sent once.</summary>
[Trait("Ledger", "Any")]
public sealed class BatchTests
{
    private const string Provider = "LinkModel";

    [Fact]
    public async Task Rows_give_their_tasks_back_however_they_are_ordered()
    {
        await using TestPipeline pipeline = new();
        PipelineResult first = (await pipeline.SubmitAsync(Provider, Rows(3))).AssertNoErrors();
        PipelineResult second = (await pipeline.SubmitAsync(Provider, [.. Rows(5).Reverse()])).AssertNoErrors();
        Assert.Equal(5, second.Submitted.Count);
        Assert.Empty(first.Submitted.Select(task => task.Id).Except(second.Submitted.Select(task => task.Id)));
        Assert.Equal(5, pipeline.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task A_row_that_no_key_can_be_made_of_ends_alone()
    {
        await using TestPipeline pipeline = new();
        VideoRequest[] rows = Rows(2);
        rows[0] = rows[0] with { Name = null, AdditionalBody = new JsonObject { ["seed"] = double.NaN } };

        // With a limit each row waits for those before it.
        PipelineResult result = await pipeline.SubmitAsync(new SubmitOptions { Provider = Provider, MaxCost = 100 }, rows);
        Assert.Same(rows[0], Assert.Single(result.Errors).Target);
        Assert.Equal(rows[1].Name, Assert.Single(result.Submitted).Name);
    }

    [Fact]
    public async Task Rows_that_were_sent_need_neither_key_nor_image()
    {
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"id":"video_1","status":"queued"}"""));
        await using TestPipeline pipeline = new();
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        string image = pipeline.Folder.File("fox.png");
        await File.WriteAllBytesAsync(image, Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="));
        VideoRequest row = Rows(1)[0] with { Image = new ImageInput { Path = image }, SkipValidation = true };
        SoraTask task = Assert.Single((await pipeline.SubmitAsync("OpenAI", row)).AssertNoErrors().Submitted);
        File.Delete(image);
        Connection connection = pipeline.Client.Connections.Find("OpenAI")!;
        pipeline.Client.Connections.Set(connection with { SessionKey = null, KeyVariable = "SORAPS_NO_SUCH_KEY" });

        PipelineResult again = await pipeline.SubmitAsync("OpenAI", row);
        Assert.Equal(task.Id, Assert.Single(again.AssertNoErrors().Submitted).Id);
        (await pipeline.SubmitAsync("OpenAI", row with { Name = "new" })).Error(SoraErrorKind.ApiKeyMissing);
    }

    [Fact]
    public async Task A_row_that_is_there_twice_is_one_task_and_a_warning()
    {
        await using TestPipeline pipeline = new();
        PipelineResult result = await pipeline.SubmitAsync(Provider, Row(1), Row(1));
        Assert.Single(result.AssertNoErrors().Submitted.Select(task => task.Id).Distinct());
        Assert.Contains("more than once", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(1, pipeline.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task A_row_that_is_there_twice_is_sent_once_by_force_however_its_batch_is_written()
    {
        await using TestPipeline pipeline = new(new()
        {
            Faults = [new() { Kind = EmulatorFaultKind.LostReply, On = EmulatorOperation.Create, Count = 1 }],
        });
        VideoRequest[] rows = [Row(1), Row(1) with { Batch = Row(1).Batch!.ToUpperInvariant() }];
        await pipeline.SubmitAsync(new SubmitOptions { Provider = Provider, Resubmit = Resubmit.Unknown }, rows);
        Assert.Equal(1, pipeline.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task A_name_that_two_different_rows_have_is_an_error_for_the_second()
    {
        await using TestPipeline pipeline = new();
        VideoRequest[] rows = [Row(1) with { Name = "fox" }, Row(2) with { Name = "fox" }, Row(3) with { Name = "fox", Batch = "autumn" }];
        PipelineResult result = await pipeline.SubmitAsync(Provider, rows);
        SoraException error = result.Error(SoraErrorKind.InvalidRequest);
        Assert.StartsWith("Row fox: An earlier row has the same name", error.Message, StringComparison.Ordinal);
        Assert.Same(rows[1], result.Errors[0].Target);
        Assert.Empty(result.Warnings);
        Assert.Equal((2, 2), (result.Submitted.Count, pipeline.Emulator.Counters.Creates));
    }

    [Fact]
    public async Task A_row_that_asks_for_something_else_gives_the_earlier_task_and_a_warning()
    {
        await using TestPipeline pipeline = new();
        SoraTask task = Assert.Single((await pipeline.SubmitAsync(Provider, Row(1))).AssertNoErrors().Submitted);
        PipelineResult again = await pipeline.SubmitAsync(Provider, Row(1) with { Prompt = "A fox instead" });
        Assert.Equal(task.Id, Assert.Single(again.AssertNoErrors().Submitted).Id);
        Assert.Contains("has changed since it was submitted", Assert.Single(again.Warnings), StringComparison.Ordinal);
        Assert.Equal(1, pipeline.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task A_refused_row_is_free_to_be_mended()
    {
        await using TestPipeline pipeline = new();
        PipelineResult refused = await pipeline.SubmitAsync(Provider, Row(1) with { Duration = 7, SkipValidation = true });
        refused.Error(SoraErrorKind.InvalidRequest);
        PipelineResult mended = await pipeline.SubmitAsync(Provider, Row(1) with { Duration = 8 });
        Assert.Single(mended.AssertNoErrors().Submitted);
        Assert.Empty(mended.Warnings);
        Assert.Equal((2, 1), (pipeline.Emulator.Counters.Creates, pipeline.Emulator.Counters.TasksMade));
    }

    [Fact]
    public async Task An_unknown_row_is_reported_and_sent_again_only_by_force()
    {
        await using TestPipeline pipeline = new(new()
        {
            Faults = [new() { Kind = EmulatorFaultKind.LostReply, On = EmulatorOperation.Create, Count = 1 }],
        });
        (await pipeline.SubmitAsync(Provider, Row(1))).Error(SoraErrorKind.SubmissionUnknown);
        SubmitOptions options = new() { Provider = Provider, Resubmit = Resubmit.Failed };
        PipelineResult again = await pipeline.SubmitAsync(options, Row(1));
        SoraException error = again.Error(SoraErrorKind.SubmissionUnknown);
        Assert.Contains("-Force", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(SoraTaskState.Unknown, Assert.IsType<SoraTask>(again.Errors[0].Target).State);
        Assert.Equal(1, pipeline.Emulator.Counters.Creates);
        Assert.Single((await pipeline.SubmitAsync(options with { Resubmit = Resubmit.Unknown }, Row(1))).AssertNoErrors().Submitted);
        Assert.Equal(2, pipeline.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task A_row_that_another_client_is_sending_is_left_to_it()
    {
        TaskCompletionSource answer = new();
        await using RawServer server = new(async request =>
        {
            await answer.Task;
            await request.SendAsync(200, "application/json", """{"id":"video_1","status":"queued"}"""u8.ToArray());
        });
        await using TestPipeline pipeline = new();
        await using TestPipeline other = new(ledgers: new LedgerSource(_ => pipeline.Ledger.Open()));
        pipeline.Connect("OpenAI", server.Uri, "some-key");
        other.Connect("OpenAI", server.Uri, "some-key");
        Task<PipelineResult> first = pipeline.SubmitAsync("OpenAI", Row(1));
        await Eventually.TrueAsync(() => server.Requests.Count == 1, "the request");
        PipelineResult second = await other.SubmitAsync("OpenAI", Row(1));
        Assert.Empty(second.AssertNoErrors().Submitted);
        Assert.Contains("1 row was left to other runs", Assert.Single(second.Warnings), StringComparison.Ordinal);
        answer.SetResult();
        Assert.Equal("video_1", Assert.Single((await first).AssertNoErrors().Submitted).Id);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_file_that_is_recorded_and_intact_is_not_fetched_again()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        PipelineResult first = (await pipeline.RunAsync(Provider, Rows(3))).AssertNoErrors();
        first.Videos.ForEach(video => File.Delete(video.Path + ".json"));
        PipelineResult again = (await pipeline.RunAsync(Provider, Rows(3))).AssertNoErrors();
        Assert.Equal(first.Videos.Select(Known).Order(), again.Videos.Select(Known).Order());
        Assert.Equal((3, 3), (pipeline.Emulator.Counters.Creates, pipeline.Emulator.Counters.Downloads));

        static string Known(SoraVideo video) => $"{video.Path} {video.Sha256} {video.Length} {video.ContentType}";
    }

    private static VideoRequest Row(int index) => TestPipeline.Row(index) with { Batch = "spring" };

    private static VideoRequest[] Rows(int count) => [.. Enumerable.Range(0, count).Select(Row)];
}
