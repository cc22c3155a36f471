using System.Globalization;
using SoraPS.Core.Requests;
using SoraPS.Emulator;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Pipelines.LostRow;

namespace SoraPS.Tests.Pipelines;

/// <summary>Looking in the gateway's list for the task that an unanswered request made.</summary>
[Trait("Ledger", "Any")]
public sealed class ReconcileTests
{
    [Fact]
    public async Task The_only_task_that_fits_is_taken_up_and_its_row_is_known()
    {
        await using TestPipeline pipeline = Losing(1);
        VideoRequest row = TestPipeline.Row(1) with { Batch = "spring" };
        SoraTask lost = await LostAsync(pipeline, row);
        SoraTask found = Assert.Single((await PollAsync(pipeline, lost)).AssertNoErrors().Ended);
        Assert.Equal((lost.RequestId, pipeline.Emulator.Tasks.Single().Id), (found.RequestId, found.Id));
        Assert.Null(found.Error);
        Assert.Equal(found.Id, Assert.Single((await pipeline.SubmitAsync(Provider, row)).AssertNoErrors().Submitted).Id);
        Assert.Equal(1, pipeline.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task Of_equal_rows_only_what_no_other_has_is_taken_up()
    {
        await using TestPipeline pipeline = Losing(1);
        PipelineResult result = await pipeline.SubmitAsync(
            Provider, TestPipeline.Row(1, "a"), TestPipeline.Row(1, "b"), TestPipeline.Row(1, "c"));
        SoraTask lost = Assert.IsType<SoraTask>(Assert.Single(result.Errors).Target);
        SoraTask found = Assert.Single((await PollAsync(pipeline, lost)).AssertNoErrors().Ended);
        Assert.DoesNotContain(found.Id, result.Submitted.Select(task => task.Id));
    }

    [Fact]
    public async Task Two_lost_rows_that_ask_for_the_same_are_left_to_the_user()
    {
        await using TestPipeline pipeline = Losing(2);
        PipelineResult result = await pipeline.SubmitAsync(Provider, TestPipeline.Row(1, "a"), TestPipeline.Row(1, "b"));
        SoraTask[] lost = [.. result.Errors.Select(one => Assert.IsType<SoraTask>(one.Target))];
        PipelineResult looked = await PollAsync(pipeline, lost);
        Assert.Empty(looked.Ended);
        Assert.All(looked.Errors, one =>
        {
            SoraException error = Assert.IsType<SoraException>(one.Error);
            Assert.Equal(SoraErrorKind.SubmissionUnknown, error.Kind);
            Assert.All(pipeline.Emulator.Tasks, task => Assert.Contains(task.Id, error.Message, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task A_task_that_was_never_made_is_not_found()
    {
        await using TestPipeline pipeline = new(new()
        {
            Faults = [new() { Kind = EmulatorFaultKind.ErrorBefore, On = EmulatorOperation.Create, Count = 1 }],
        });
        SoraTask lost = await LostAsync(pipeline, TestPipeline.Row(1));
        (await pipeline.SubmitAsync(Provider, TestPipeline.Row(2))).AssertNoErrors();
        SoraException error = (await PollAsync(pipeline, lost)).Error(SoraErrorKind.SubmissionUnknown);
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
        await using TestPipeline pipeline = new();
        pipeline.Connect(Provider, server.Uri, "some-key");
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
        PipelineResult result = await PollAsync(pipeline, lost);
        Assert.Equal(fits ? 1 : 0, result.Ended.Count);
        Assert.Equal(fits ? 0 : 1, result.Errors.Count);
        Assert.InRange(server.Requests.Count, 1, 2);
    }
}
