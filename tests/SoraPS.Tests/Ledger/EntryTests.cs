using System.Text;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Text;

namespace SoraPS.Tests.Ledger;

[Trait("Ledger", "Any")]
public class EntryTests : LedgerFixture
{
    private static readonly SavedFile s_file = new("/videos/a.mp4", 1234, new string('a', 64), "video/mp4");

    [Fact]
    public async Task Everything_about_a_task_comes_back()
    {
        await using StoredLedger ledger = Open();
        DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_123);
        SoraTask task = new()
        {
            RequestId = "r1",
            Id = "i1",
            Provider = "UniAll",
            Model = "sora-2",
            Name = "a",
            Batch = "spring",
            Prompt = "Ein Kätzchen 🐈",
            State = SoraTaskState.Failed,
            RawState = "failed",
            Progress = 40,
            Duration = 8,
            AspectRatio = "16:9",
            Resolution = "720p",
            CreatedAt = time,
            CompletedAt = time.AddMinutes(1),
            ExpiresAt = time.AddDays(1),
            VideoUri = new Uri("https://cdn.example.com/a%20b.mp4?sig=secret"),
            ThumbnailUri = new Uri("https://cdn.example.com/a.jpg?sig=secret"),
            Price = 0.10m,
            Currency = "USD",
            Error = new SoraTaskError("E7", "Refused.", SoraErrorKind.ContentRejected),
            Path = "/videos/a.mp4",
            Endpoint = new Uri("https://api.example.com/v1"),
            GatewayData = new(new Dictionary<string, object> { ["order_id"] = "Ä1", ["can_cancel"] = true, ["cost"] = 12.5m, ["n"] = 7L }),
        };
        await ledger.WriteAsync(new LedgerEntry(task, "Seen.") { File = s_file });

        Assert.Equal(task, await ledger.FindRequestAsync("r1"));
        Assert.Equal(task, await ledger.FindAsync("uniall", "i1"));
        Assert.Equal(s_file, await ledger.FindFileAsync("r1"));
        LedgerEvent line = Assert.Single(await ledger.HistoryAsync("r1"));
        Assert.Equal((SoraTaskState.Failed, "Seen."), (line.State, line.Happened));
        Assert.Null(await ledger.FindAsync("LinkModel", "i1"));
    }

    [Fact]
    public async Task Provider_batch_and_estimate_stay_as_they_were_written_down_first()
    {
        await using StoredLedger ledger = Open();
        SoraTask first = NewTask() with
        {
            State = SoraTaskState.Running,
            Batch = "spring",
            Estimate = 0.34m,
            EstimateCurrency = "USD",
            EstimateSource = "a page",
        };
        await ledger.WriteAsync(new LedgerEntry(first, "Accepted."));
        SoraTask later = first with { State = SoraTaskState.Succeeded, Progress = null };
        await ledger.WriteAsync(new LedgerEntry(later with { Provider = "x", Batch = "y", Estimate = 1, EstimateSource = "z" }, "Seen."));
        Assert.Equal(later, await ledger.FindRequestAsync(first.RequestId));
    }

    [Fact]
    public async Task A_file_that_is_known_is_not_news()
    {
        await using StoredLedger ledger = Open();
        SoraTask task = await RecordedAsync(ledger, SoraTaskState.Succeeded);
        foreach (SavedFile file in new[] { s_file, s_file, s_file with { Length = 5 }, s_file with { Length = 5 } })
        {
            await ledger.WriteAsync(new LedgerEntry(task, $"Saved {file.Length} bytes.") { File = file });
        }

        Assert.Equal(
            ["Seen.", "Saved 1234 bytes.", "Saved 5 bytes."],
            (await ledger.HistoryAsync(task.RequestId)).Select(one => one.Happened).Skip(1));
        Assert.Equal(5, (await ledger.FindFileAsync(task.RequestId))?.Length);
    }

    [Fact]
    public async Task What_a_look_does_not_tell_stays()
    {
        await using StoredLedger ledger = Open();
        SoraTask task = await RecordedAsync(
            ledger, SoraTaskState.Queued, Row("a"), task => task with
            {
                Model = "sora-2",
                GatewayData = new(new Dictionary<string, object> { ["order_id"] = "1" }),
            });

        SoraTask running = task with { State = SoraTaskState.Running };
        await ledger.WriteAsync(new LedgerEntry(running with { Prompt = null, Model = null, GatewayData = null }, "Seen."));

        Assert.Equal(running, await ledger.FindRequestAsync(task.RequestId));
    }

    [Fact]
    public async Task What_a_later_look_tells_replaces_what_was_known()
    {
        await using StoredLedger ledger = Open();
        SoraTask task = await RecordedAsync(ledger, SoraTaskState.Succeeded, change: task => task with
        {
            VideoUri = new Uri("https://cdn.example.com/a.mp4?sig=old"),
            ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000),
            RawState = "done",
            Price = 0.10m,
        });

        SoraTask later = task with
        {
            VideoUri = new Uri("https://cdn.example.com/a.mp4?sig=new"),
            ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_999_000),
            RawState = "completed",
            Price = 0.20m,
        };
        await ledger.WriteAsync(new LedgerEntry(later, "Seen again."));

        Assert.Equal(later, await ledger.FindRequestAsync(task.RequestId));
    }

    [Theory]
    [InlineData(SoraTaskState.Running)]
    [InlineData(SoraTaskState.Unknown)]
    public async Task What_is_recorded_late_does_not_undo_the_end(SoraTaskState late)
    {
        await using StoredLedger ledger = Open();
        SoraTask task = await RecordedAsync(ledger, SoraTaskState.Succeeded);

        await ledger.WriteAsync(new LedgerEntry(task with { State = late }, "Seen late."));

        Assert.Equal(task, await ledger.FindRequestAsync(task.RequestId));
    }

    [Fact]
    public async Task Signed_links_stay_out_of_texts()
    {
        await using StoredLedger ledger = Open();
        SoraTask task = NewTask() with
        {
            State = SoraTaskState.Failed,
            Error = new SoraTaskError(null, "No video at https://h/a.mp4?sig=secret.", SoraErrorKind.TaskFailed),
        };
        await ledger.WriteAsync(new LedgerEntry(task, "Link https://h/a?X=secret (old)")
        {
            Answer = """
                {"a":"https:\/\/h\/a.mp4?s=secret\u0026t=secret","b":"HTTP://h/?secret#x","c":"https://h/c\u003fs=1"}
                """,
        });

        Assert.Equal("Link https://h/a?... (old)", (await ledger.HistoryAsync(task.RequestId))[0].Happened);
        Assert.Equal(
            "No video at https://h/a.mp4?...", (await ledger.FindRequestAsync(task.RequestId))?.Error?.Message);
        Assert.Equal(
            """{"a":"https:\/\/h\/a.mp4?...","b":"HTTP://h/?...","c":"https://h/c?..."}""",
            await ledger.FindAnswerAsync(task.RequestId));
    }

    [Fact]
    public async Task A_long_answer_is_cut_between_characters()
    {
        await using StoredLedger ledger = Open();
        SoraTask task = NewTask();
        string cats = string.Concat(Enumerable.Repeat("🐈", 40_000));
        await ledger.WriteAsync(new LedgerEntry(task, "Seen.") { Answer = $"a{cats}" });
        await ledger.WriteAsync(new LedgerEntry(task, "Seen without an answer."));

        string answer = (await ledger.FindAnswerAsync(task.RequestId))!;

        Assert.InRange(Encoding.UTF8.GetByteCount(answer), StoredText.MaxAnswer - 4, StoredText.MaxAnswer);
        Assert.EndsWith("🐈", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_task_leaves_nothing()
    {
        await using StoredLedger ledger = Open();
        SoraTask task = await RecordedAsync(ledger, SoraTaskState.Succeeded, Row("a"));
        await ledger.WriteAsync(new LedgerEntry(task, "Saved.") { Answer = "{}", File = s_file });

        Assert.True(await ledger.RemoveAsync(task.RequestId));
        Assert.False(await ledger.RemoveAsync(task.RequestId));

        Assert.Null(await ledger.FindRequestAsync(task.RequestId));
        Assert.Null(await ledger.FindFileAsync(task.RequestId));
        Assert.Null(await ledger.FindAnswerAsync(task.RequestId));
        Assert.Empty(await ledger.HistoryAsync(task.RequestId));
        Assert.Equal(ClaimOutcome.New, (await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None)).Outcome);
    }
}
