using System.Globalization;
using SoraPS.Core.Ledger;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Lines;

/// <summary>Looking in the gateway's list for the task that an unanswered request made.</summary>
public sealed class ReconcileTests
{
    private const string Provider = "OpenAI";

    [Fact]
    public async Task The_only_task_that_fits_is_taken_up_and_its_row_is_known()
    {
        await using Line line = Losing(1);
        VideoRequest row = Line.Row(1) with { Batch = "spring" };
        SoraTask lost = await LostAsync(line, row);
        SoraTask found = Assert.Single((await LookAsync(line, lost)).Clean().Ended);
        Assert.Equal((lost.RequestId, line.Emulator.Tasks.Single().Id), (found.RequestId, found.Id));
        Assert.Null(found.Error);
        Assert.Equal(found.Id, Assert.Single((await line.SubmitAsync(Provider, row)).Clean().Submitted).Id);
        Assert.Equal(1, line.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task Of_equal_rows_only_what_no_other_has_is_taken_up()
    {
        await using Line line = Losing(1);
        LineResult result = await line.SubmitAsync(Provider, Line.Row(1, "a"), Line.Row(1, "b"), Line.Row(1, "c"));
        SoraTask lost = Assert.IsType<SoraTask>(Assert.Single(result.Errors).Target);
        SoraTask found = Assert.Single((await LookAsync(line, lost)).Clean().Ended);
        Assert.DoesNotContain(found.Id, result.Submitted.Select(task => task.Id));
    }

    [Fact]
    public async Task Two_lost_rows_that_ask_for_the_same_are_left_to_the_user()
    {
        await using Line line = Losing(2);
        LineResult result = await line.SubmitAsync(Provider, Line.Row(1, "a"), Line.Row(1, "b"));
        SoraTask[] lost = [.. result.Errors.Select(one => Assert.IsType<SoraTask>(one.Target))];
        LineResult looked = await LookAsync(line, lost);
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
        await using Line line = new(new()
        {
            Faults = [new() { Kind = EmulatorFaultKind.ErrorBefore, On = EmulatorOperation.Create, Count = 1 }],
        });
        SoraTask lost = await LostAsync(line, Line.Row(1));
        (await line.SubmitAsync(Provider, Line.Row(2))).Clean();
        SoraException error = (await LookAsync(line, lost)).Error(SoraErrorKind.SubmissionUnknown);
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
        await using Line line = new();
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
        LineResult result = await LookAsync(line, lost);
        Assert.Equal(fits ? 1 : 0, result.Ended.Count);
        Assert.Equal(fits ? 0 : 1, result.Errors.Count);
        Assert.InRange(server.Requests.Count, 1, 2);
    }

    [Fact]
    public async Task It_looks_on_later_pages()
    {
        await using Line line = Losing(1);
        SoraTask lost = await LostAsync(line, Line.Row(1));
        (await line.SubmitAsync(Provider, [.. Enumerable.Range(2, 150).Select(index => Line.Row(index))])).Clean();
        SoraTask found = Assert.Single((await LookAsync(line, lost)).Clean().Ended);
        Assert.Equal("A paper boat, take 1", line.Emulator.Tasks.Single(task => task.Id == found.Id).Prompt);
    }

    private static Line Losing(int count) => new(new()
    {
        Faults = [new() { Kind = EmulatorFaultKind.LostReply, On = EmulatorOperation.Create, Count = count }],
    });

    private static async Task<SoraTask> LostAsync(Line line, VideoRequest row)
    {
        LineResult result = await line.SubmitAsync(Provider, row);
        result.Error(SoraErrorKind.SubmissionUnknown);
        await using SqliteLedger ledger = SqliteLedger.Open(line.LedgerPath);
        return (await ledger.FindRequestAsync(Assert.IsType<SoraTask>(result.Errors[0].Target).RequestId))!;
    }

    private static async Task<LineResult> LookAsync(Line line, params SoraTask[] tasks)
    {
        LineResult result = new();
        await using LookStage look = line.Client.Look(new LookOptions());
        Task listening = look.DrainAsync(happened => result.Note(happened, result.Ended.Add), CancellationToken.None);
        await look.FeedAsync(tasks.ToAsyncEnumerable(), CancellationToken.None);
        await listening.WaitAsync(Line.Patience);
        return result;
    }
}
