using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Store;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>Connections to a server, which may be cut.</summary>
public sealed class PostgresConnectionTests() : LedgerFixture(isPostgres: true)
{
    [PostgresFact]
    public async Task Rows_are_claimed_and_ids_written_while_connections_are_cut()
    {
        await using StoredLedger ledger = Ledger.Open();
        using CancellationTokenSource stop = new();
        Task cutting = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                Ledger.Sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                    + "AND application_name = current_setting('application_name')");
                await Task.Delay(20);
            }
        });
        for (int round = 0; round < 10; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(row => RecordedAsync(
                ledger, SoraTaskState.Queued, Row($"{round}-{row}"))));
        }

        await stop.CancelAsync();
        await cutting;
        IReadOnlyList<SoraTask> tasks = await ledger.ListAsync(new LedgerQuery());
        Assert.Equal(200, tasks.Count);
        Assert.All(tasks, task => Assert.Equal((SoraTaskState.Queued, $"id-{task.RequestId}"), (task.State, task.Id)));
    }

    [PostgresFact]
    public async Task A_process_needs_three_connections_at_most()
    {
        await using StoredLedger ledger = Ledger.Open();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(row => Task.Run(async () =>
        {
            await RecordedAsync(ledger, SoraTaskState.Queued, Row($"{row}"));
            await ledger.ListAsync(new LedgerQuery { Batch = "spring" });
        })));
        string name = Ledger.Place[(Ledger.Place.LastIndexOf('=') + 1)..];

        Assert.InRange(PostgresServer.ConnectionsOf(name), 1, 3);
    }
}
