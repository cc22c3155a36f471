using Microsoft.Data.Sqlite;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>The thread that writes: what it tells its callers, and for how long it keeps others waiting.</summary>
public sealed class GroupWriterTests : LedgerFixture
{
    [Fact]
    public async Task A_file_that_can_keep_nothing_holds_up_no_later_caller()
    {
        using SqliteDatabase database = LedgerFile.Open(File, DateTimeOffset.UnixEpoch);
        GroupWriter writer = new(database, new BrokenSpool(), TimeSpan.FromMilliseconds(20));
        using (SqliteDatabase holder = SqliteDatabase.Open(File))
        {
            holder.Begin(TimeSpan.FromSeconds(10));
            await Assert.ThrowsAsync<SoraException>(
                () => writer.RunAsync(() => 1, new KeptWrite(null, "r1")).WaitAsync(TestPipeline.Timeout));
        }

        Assert.Equal(2, await writer.RunAsync(() => 2).WaitAsync(TestPipeline.Timeout));
        await writer.CompleteAsync(() => 3);
    }

    [Fact]
    public async Task What_was_not_run_is_not_said_to_be_durable()
    {
        using SqliteDatabase database = LedgerFile.Open(File, DateTimeOffset.UnixEpoch);
        GroupWriter writer = new(database, new BrokenSpool(), TestPipeline.Timeout);
        using ManualResetEventSlim isQueued = new();
        Task<bool> first = await OccupyAsync(writer, isQueued);
        Task<int> full = writer.RunAsync<int>(() => throw new SqliteException("database or disk is full", 13), new KeptWrite(null, "r1"));
        Task<int> behind = writer.RunAsync(() => 2);
        isQueued.Set();

        Assert.True(await first);
        await Assert.ThrowsAsync<SoraException>(() => full);
        await Assert.ThrowsAsync<IOException>(() => behind);
        await writer.CompleteAsync(() => 3);
    }

    [Fact]
    public async Task Others_get_a_turn_after_256_operations()
    {
        using SqliteDatabase database = LedgerFile.Open(File, DateTimeOffset.UnixEpoch);
        GroupWriter writer = new(database, new BrokenSpool(), TestPipeline.Timeout);
        using ManualResetEventSlim isQueued = new();
        Task<bool> first = await OccupyAsync(writer, isQueued);
        Task<int>[] waiting = [.. Enumerable.Range(0, 257).Select(number => writer.RunAsync(() => number))];
        isQueued.Set();

        Assert.True(await first);
        Assert.Equal(Enumerable.Range(0, 257), await Task.WhenAll(waiting));
        Assert.Equal(3, writer.Transactions);
        await writer.CompleteAsync(() => 1);
    }

    [Fact]
    public async Task The_end_does_not_wait_as_long_as_a_write_for_who_holds_the_file()
    {
        using SqliteDatabase database = LedgerFile.Open(File, DateTimeOffset.UnixEpoch);
        GroupWriter writer = new(database, new BrokenSpool(), TimeSpan.FromDays(1));
        Task end;
        bool hasEnded;
        using (SqliteDatabase holder = SqliteDatabase.Open(File))
        {
            holder.Begin(TimeSpan.FromSeconds(10));
            end = Task.Run(() => writer.CompleteAsync(() => 1));
            hasEnded = await Task.WhenAny(end, Task.Delay(TestPipeline.Timeout)) == end;
        }

        await end;
        Assert.True(hasEnded, "It waited for the one that holds the file.");
    }

    // Until the event, all that is queued comes to wait for the next transaction. Ends when it is so.
    private static async Task<Task<bool>> OccupyAsync(GroupWriter writer, ManualResetEventSlim isQueued)
    {
        TaskCompletionSource running = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<bool> first = writer.RunAsync(() => running.TrySetResult() && isQueued.Wait(TestPipeline.Timeout));
        await running.Task;
        return first;
    }

    private sealed class BrokenSpool : IWriteSpool
    {
        public string Path => "nowhere";

        public bool TryKeep(KeptWrite write) => throw new IOException("Broken.");

        public void Clear() => throw new IOException("Broken.");

        public void Dispose()
        {
            // Nothing is kept.
        }
    }
}
