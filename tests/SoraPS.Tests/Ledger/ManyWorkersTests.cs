using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Requests;
using Xunit.Abstractions;

namespace SoraPS.Tests.Ledger;

/// <summary>
/// Two hundred workers in forty processes pass over the same rows, as the same line on many machines does: each tick, those whose
/// work has ended go on to the next row that is free.
/// </summary>
public sealed class ManyWorkersTests(ITestOutputHelper output) : LedgerFixture
{
    private const int Processes = 40;
    private const int RunsPerProcess = 5;
    private const int RowsPerWorker = 2;

    private static readonly IdempotencyKey[] s_rows =
        [.. Enumerable.Range(0, Processes * RunsPerProcess * RowsPerWorker).Select(row => Row($"{row}"))];

    private readonly Random _random = new(1);

    [Fact]
    public async Task The_rows_are_divided_evenly_and_those_of_a_dead_process_go_to_the_next_run()
    {
        StoredLedger[] ledgers = [.. Enumerable.Range(0, Processes).Select(_ => Open())];
        Worker[] workers = [.. ledgers.Index().SelectMany(ledger => Enumerable.Range(0, RunsPerProcess)
            .Select(run => new Worker(ledger.Item, $"{ledger.Index}/{run}")))];
        await Task.WhenAll(workers.Select(worker => worker.BeginAsync()));
        for (int tick = 0; workers.Any(worker => !worker.IsDone); tick++)
        {
            await Task.WhenAll(workers.Where(worker => worker.FreeAt <= tick).Select(worker =>
            {
                worker.FreeAt = tick + _random.Next(1, 4);
                return Task.Run(worker.NextAsync);
            }));
        }

        double transactions = ledgers.Sum(ledger => ledger.Transactions) / (double)s_rows.Length;
        output.WriteLine($"{workers.Length} workers, {s_rows.Length} rows: {workers.Min(one => one.Tasks.Count)} to "
            + $"{workers.Max(one => one.Tasks.Count)} rows each, {transactions:0.0} transactions a row, most of which wrote nothing.");
        Assert.Equal(s_rows.Length, workers.SelectMany(worker => worker.Tasks).Distinct().Count());
        Assert.Equal(s_rows.Length, workers.Sum(worker => worker.Tasks.Count));
        Assert.All(workers, worker => Assert.InRange(worker.Tasks.Count, 1, 2 * RowsPerWorker));

        // The first process dies: what it held goes to the next run that passes by, all at once, and nothing else does.
        Sql($"UPDATE runs SET owner = '{LedgerOwner.New() with { Pid = int.MaxValue, Started = 1 }}' WHERE run LIKE '0/%'");
        Worker next = new(ledgers[1], "next");
        await next.BeginAsync();
        while (!next.IsDone)
        {
            await next.NextAsync();
        }

        Assert.Equal(workers.Take(RunsPerProcess).SelectMany(worker => worker.Tasks).Order(), next.Tasks.Order());
        await Task.WhenAll(ledgers.Select(ledger => ledger.DisposeAsync().AsTask()));
    }

    private sealed class Worker(StoredLedger ledger, string run)
    {
        private int _row;

        public List<string> Tasks { get; } = [];

        public int FreeAt { get; set; }

        public bool IsDone => _row == s_rows.Length;

        public Task BeginAsync() => ledger.BeginRunAsync(run);

        public async Task NextAsync()
        {
            bool isFree = false;
            while (!isFree && !IsDone)
            {
                LedgerClaim claim = await ledger.ClaimAsync(NewTask(), s_rows[_row++], Resubmit.None, run);
                isFree = claim.Hold is not null;
                if (isFree)
                {
                    SoraTask made = claim.Task with { State = SoraTaskState.Queued, Id = $"id-{claim.Task.RequestId}" };
                    await ledger.WriteAsync(new LedgerEntry(made, "Accepted.") { Epoch = claim.Hold!.Epoch });
                    Tasks.Add(made.RequestId);
                }
            }
        }
    }
}
