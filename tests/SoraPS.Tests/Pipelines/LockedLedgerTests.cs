using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>A ledger that another program holds, or whose rows another process is sending.</summary>
[Trait("Ledger", "Any")]
public sealed class LockedLedgerTests
{
    private static readonly VideoRequest s_row = TestPipeline.Row(1) with { Batch = "spring" };

    [Fact]
    public async Task A_task_that_was_made_while_another_program_held_the_ledger_is_known_to_the_next_run()
    {
        LedgerDatabase? holder = null;
        await using TestPipeline pipeline = Impatient();
        await using RawServer server = new(async request =>
        {
            holder ??= pipeline.Ledger.Hold();
            await request.SendAsync(200, "application/json", """{"id":"video_1","status":"queued"}"""u8.ToArray());
        });
        pipeline.Connect("OpenAI", server.Uri, "some-key");

        SoraException error = (await pipeline.SubmitAsync("OpenAI", s_row)).Error(SoraErrorKind.WriteFailed);
        holder!.Dispose();

        Assert.Contains("video_1", error.Message, StringComparison.Ordinal);
        Assert.Contains("is kept in", error.Message, StringComparison.Ordinal);
        Assert.Equal("video_1", Assert.Single((await pipeline.SubmitAsync("OpenAI", s_row)).AssertNoErrors().Submitted).Id);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_row_that_a_closed_ledger_of_this_session_could_not_give_up_is_reported_and_not_waited_for()
    {
        await using TestPipeline pipeline = Impatient();
        StoredLedger ended = pipeline.Ledger.Open(timeout: TimeSpan.FromMilliseconds(20));
        await ended.ClaimAsync(Task(), new IdempotencyKeys().Of("spring", s_row), Resubmit.None);
        using (pipeline.Ledger.Hold())
        {
            await ended.DisposeAsync();
        }

        (await pipeline.SubmitAsync("OpenAI", s_row)).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Equal(0, pipeline.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task Waiting_for_who_sends_the_row_is_told_and_comes_to_an_end()
    {
        ManualTimeProvider clock = new();
        await using TestPipeline pipeline = new(time: clock);
        await using StoredLedger busy = pipeline.Ledger.Open(clock);
        await busy.ClaimAsync(Task(), new IdempotencyKeys().Of("spring", s_row), Resubmit.None);
        PipelineResult result = new();
        SubmitOptions options = new() { Provider = "OpenAI", Detail = new(Lines: true, Bodies: false) };
        await using SubmitStage submit = pipeline.Client.Submit(options);
        Task<bool> listening = ListenAsync(submit, result);
        submit.TryPost(s_row);
        submit.Complete();
        await Eventually.TrueAsync(() => result.VerboseMessage.Count > 0, "it waits");
        Assert.Equal("this process", submit.Progress.Find(0)!.WaitsFor);

        DateTimeOffset start = clock.GetUtcNow();
        await clock.DriveAsync(listening, stepMilliseconds: 30_000);
        Assert.InRange(clock.GetUtcNow() - start, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(60));
        string message = Assert.Single(result.VerboseMessage);
        Assert.StartsWith("Row row-001: The row is being sent by this process", message, StringComparison.Ordinal);
        SoraException error = result.Error(SoraErrorKind.WaitTimeout);
        Assert.Contains("is still being sent by this process", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, pipeline.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task A_database_that_is_away_is_waited_for_half_an_hour_and_no_longer()
    {
        SkippingClock clock = new();
        TestPipeline? made = null;
        LedgerSource source = new(_ => new AwayLedger(made!.Ledger.Open(clock)));
        await using TestPipeline pipeline = made = new(time: clock, ledgers: source);
        PipelineResult result = await pipeline.SubmitAsync("OpenAI", s_row, TestPipeline.Row(2));
        Assert.InRange(clock.Passed, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(31));
        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, one => Assert.Contains("The database is away", one.Error.Message, StringComparison.Ordinal));
        Assert.StartsWith("Nothing is submitted until the ledger is back.", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(0, pipeline.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task A_row_that_was_claimed_before_the_database_went_away_and_never_sent_is_free_again()
    {
        SkippingClock clock = new();
        TestPipeline? made = null;
        LedgerSource source = new(_ => new ForgetfulLedger(made!.Ledger.Open(clock)));
        await using TestPipeline pipeline = made = new(time: clock, ledgers: source);
        PipelineResult result = await pipeline.SubmitAsync("OpenAI", s_row);
        Assert.Contains("The database is away", result.Error(SoraErrorKind.WriteFailed).Message, StringComparison.Ordinal);
        Assert.Equal(0, pipeline.Emulator.Counters.Creates);
        await using StoredLedger ledger = pipeline.Ledger.Open();
        Assert.Empty(await ledger.ListAsync(new LedgerQuery()));
    }

    /// <summary>One that takes claims, and cannot tell whether they still hold.</summary>
    private sealed class ForgetfulLedger(ILedger inner) : WatchedLedger(inner, _ => System.Threading.Tasks.Task.CompletedTask)
    {
        public override ValueTask<bool> IsHeldAsync(LedgerClaim claim) =>
            throw new SoraException(SoraErrorKind.WriteFailed, "The database is away.", new LedgerAwayException(null))
            {
                RecommendedAction = "Wait.",
            };
    }

    private sealed class AwayLedger(ILedger inner) : WatchedLedger(inner, _ => System.Threading.Tasks.Task.CompletedTask)
    {
        public override Task<LedgerClaim> ClaimAsync(
            SoraTask task, IdempotencyKey? row, Resubmit resubmit, string? run = null, ClaimLimits? limits = null) =>
            throw new SoraException(SoraErrorKind.WriteFailed, "The database is away.", new LedgerAwayException(null));
    }

    private static SoraTask Task() => new()
    {
        RequestId = "r1",
        Provider = "OpenAI",
        Name = s_row.Name,
        Prompt = s_row.Prompt,
        State = SoraTaskState.Submitting,
    };

    private static async Task<bool> ListenAsync(SubmitStage submit, PipelineResult result)
    {
        await submit.DrainAsync(happened => result.Note(happened, result.Submitted.Add), CancellationToken.None);
        return true;
    }

    private static TestPipeline Impatient()
    {
        TestPipeline? pipeline = null;
        LedgerSource source = new(_ => pipeline!.Ledger.Open(timeout: TimeSpan.FromMilliseconds(20)));
        pipeline = new TestPipeline(ledgers: source);
        return pipeline;
    }
}
