using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Tests.Ledger;

[Trait("Ledger", "Any")]
public class LedgerListTests : LedgerFixture
{
    [Theory]
    [InlineData("spring", "a b c d")]
    [InlineData("SPRING", "a b c d")]
    [InlineData("spr*", "a b c d f")]
    [InlineData("spring?2", "f")]
    [InlineData("s_ring", "")]
    [InlineData("100%", "e")]
    [InlineData("none", "")]
    public async Task Batches_are_found_by_name_or_wildcard(string batch, string names) =>
        Assert.Equal(names, await ListedAsync(new LedgerQuery { Batch = batch }));

    [Fact]
    public async Task Unfinished_is_what_waiting_or_saving_brings_further()
    {
        Assert.Equal("a b e", await ListedAsync(new LedgerQuery { Unfinished = true }));
        Assert.Equal("a b", await ListedAsync(new LedgerQuery { Unfinished = true, Batch = "spring" }));
        Assert.Equal("a b", await ListedAsync(new LedgerQuery { Unfinished = true, Batch = "s*" }));
    }

    [Fact]
    public async Task Filters_are_combined()
    {
        Assert.Equal("b c", await ListedAsync(new() { Batch = "spring", States = [SoraTaskState.Succeeded] }));
        Assert.Equal("a f", await ListedAsync(new() { States = [SoraTaskState.Queued, SoraTaskState.Failed] }));
        Assert.Equal("e", await ListedAsync(new LedgerQuery { Provider = "uniall" }));
        Assert.Equal("e", await ListedAsync(new LedgerQuery { ExceptProviders = ["linkmodel", "OpenAI"] }));
        Assert.Equal("e f", await ListedAsync(new LedgerQuery { Model = "SORA-*-pro" }));
        Assert.Equal("f", await ListedAsync(new LedgerQuery { Model = "sora-2-pro", Provider = "LinkModel" }));
        Assert.Equal("d e f", await ListedAsync(new LedgerQuery { Since = NewTask().CreatedAt.AddDays(3) }));
    }

    [Fact]
    public async Task Pages_are_cut_oldest_first()
    {
        Assert.Equal("a b", await ListedAsync(new LedgerQuery { First = 2 }));
        Assert.Equal("c d", await ListedAsync(new LedgerQuery { First = 2, Skip = 2 }));
        Assert.Equal("e f", await ListedAsync(new LedgerQuery { Skip = 4 }));
        Assert.Equal("", await ListedAsync(new LedgerQuery { First = 0 }));
    }

    [Fact]
    public async Task Batches_are_named_once()
    {
        await using StoredLedger ledger = await FilledAsync();
        Assert.Equal(["100%", "spring", "spring-2"], await ledger.BatchesAsync());
    }

    [Fact]
    public async Task Durations_are_those_of_the_latest()
    {
        await using StoredLedger ledger = Open();
        foreach (int seconds in new[] { 10, 20, 30 })
        {
            SoraTask task = await RecordedAsync(
                ledger, SoraTaskState.Succeeded, change: task => task with { Model = "sora-2" });
            await ledger.WriteAsync(new LedgerEntry(task, "Seen.") { Took = TimeSpan.FromSeconds(seconds) });
        }

        // Of this one only is known when somebody looked.
        await RecordedAsync(ledger, SoraTaskState.Succeeded, change: task => task with
        {
            Model = "sora-2",
            CompletedAt = task.CreatedAt.AddDays(1),
        });
        Assert.Equal(
            [TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(20)],
            await ledger.DurationsAsync("LinkModel", "sora-2", 2));
        Assert.Empty(await ledger.DurationsAsync("LinkModel", "sora-2-pro", 2));
    }

    private async Task<string> ListedAsync(LedgerQuery query)
    {
        await using StoredLedger ledger = await FilledAsync();
        return string.Join(' ', (await ledger.ListAsync(query)).Select(task => task.Name));
    }

    private async Task<StoredLedger> FilledAsync()
    {
        StoredLedger ledger = Open();
        (string Name, string Batch, SoraTaskState State, string? Path)[] rows =
        [
            ("a", "spring", SoraTaskState.Queued, null),
            ("b", "spring", SoraTaskState.Succeeded, null),
            ("c", "Spring", SoraTaskState.Succeeded, "/c.mp4"),
            ("d", "spring", SoraTaskState.Unknown, null),
            ("e", "100%", SoraTaskState.Running, null),
            ("f", "spring-2", SoraTaskState.Failed, null),
        ];
        foreach ((int index, (string Name, string Batch, SoraTaskState State, string? Path) row) in rows.Index())
        {
            SoraTask task = NewTask(row.Batch, row.Name is "e" ? "UniAll" : "LinkModel") with
            {
                RequestId = row.Name,
                Name = row.Name,
                Model = row.Name is "e" or "f" ? "sora-2-pro" : "sora-2",
                State = row.State,
                Path = row.Path,
                CreatedAt = NewTask().CreatedAt.AddDays(index),
            };
            await ledger.WriteAsync(new LedgerEntry(task, "Seen."));
        }

        return ledger;
    }
}
