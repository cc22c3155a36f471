using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Owners;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Requests;
using Xunit.Abstractions;

namespace SoraPS.Tests.Ledger;

/// <summary>
/// Two hundred workers in forty processes go over the same rows by a clock of their own, as the same line on many machines does: each
/// passes what others hold, and sends the next row that is free, for which the gateway takes its time.
/// </summary>
public sealed class ManyWorkersTests(ITestOutputHelper output) : LedgerFixture
{
    private const int Processes = 40;
    private const int RunsPerProcess = 5;
    private const int RowsPerWorker = 2;

    private static readonly IdempotencyKey[] s_rows =
        [.. Enumerable.Range(0, Processes * RunsPerProcess * RowsPerWorker).Select(row => Row($"{row}"))];

    private readonly Random _random = new(1);
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task The_rows_are_divided_evenly_and_those_of_a_dead_process_go_to_the_next_run()
    {
        StoredLedger[] ledgers = [.. Enumerable.Range(0, Processes).Select(_ => Ledger.Open(_clock))];
        Worker[] workers = [.. ledgers.Index().SelectMany(ledger => Enumerable.Range(0, RunsPerProcess)
            .Select(run => new Worker(ledger.Item, $"{ledger.Index}/{run}")))];
        DateTimeOffset start = _clock.GetUtcNow();
        await WorkAsync(workers);

        double transactions = ledgers.Sum(ledger => ledger.Transactions) / (double)s_rows.Length;
        output.WriteLine($"{workers.Length} workers, {s_rows.Length} rows in {_clock.GetUtcNow() - start}: "
            + $"{workers.Min(one => one.Tasks.Count)} to {workers.Max(one => one.Tasks.Count)} rows each, {transactions:0.0} transactions "
            + $"and {workers.Sum(one => one.Looks) / (double)s_rows.Length:0} looks a row.");
        Assert.Equal(s_rows.Length, workers.SelectMany(worker => worker.Tasks).Distinct().Count());
        Assert.Equal(s_rows.Length, workers.Sum(worker => worker.Tasks.Count));
        Assert.All(workers, worker => Assert.InRange(worker.Tasks.Count, 1, 2 * RowsPerWorker));
        Assert.InRange(transactions, 2, 4);

        // The first process dies: what it held goes to the next run that passes by, all at once, and nothing else does.
        Sql($"UPDATE runs SET owner = '{LedgerOwner.New() with { Pid = int.MaxValue, Started = 1 }}' WHERE run LIKE '0/%'");
        Worker next = new(ledgers[1], "next");
        await WorkAsync(next);

        Assert.Equal(workers.Take(RunsPerProcess).SelectMany(worker => worker.Tasks).Order(), next.Tasks.Order());
        await Task.WhenAll(ledgers.Select(ledger => ledger.DisposeAsync().AsTask()));
    }

    // One after the other, in the order in which the gateway has answered them.
    private async Task WorkAsync(params Worker[] workers)
    {
        await Task.WhenAll(workers.Select(worker => worker.BeginAsync()));
        PriorityQueue<Worker, DateTimeOffset> answered = new(workers.Select(worker => (worker, _clock.GetUtcNow())));
        while (answered.TryDequeue(out Worker? worker, out DateTimeOffset at))
        {
            _clock.Advance(at - _clock.GetUtcNow());
            if (await worker.NextAsync())
            {
                answered.Enqueue(worker, at + TimeSpan.FromMilliseconds(_random.Next(300, 500)));
            }
        }
    }

    private sealed class Worker(StoredLedger ledger, string run)
    {
        private int _row;
        private LedgerClaim? _sent;

        public List<string> Tasks { get; } = [];

        public int Looks { get; private set; }

        public Task BeginAsync() => ledger.BeginRunAsync(run);

        // Writes down what was sent, and sends the next row; false if there is none.
        public async Task<bool> NextAsync()
        {
            if (_sent is { } sent)
            {
                SoraTask made = sent.Task with { State = SoraTaskState.Queued, Id = $"id-{sent.Task.RequestId}" };
                await ledger.WriteAsync(new LedgerEntry(made, "Accepted.") { Epoch = sent.Hold!.Epoch });
                Tasks.Add(made.RequestId);
            }

            _sent = null;
            while (_sent is null && _row < s_rows.Length)
            {
                _sent = await TryTakeAsync(s_rows[_row++]);
            }

            return _sent is not null;
        }

        private async Task<LedgerClaim?> TryTakeAsync(IdempotencyKey row)
        {
            Looks++;
            if (await ledger.FindRowAsync(row, run) is { HeldByRun: not null })
            {
                return null;
            }

            LedgerClaim claim = await ledger.ClaimAsync(NewTask(), row, Resubmit.None, run);
            return claim.Hold is null ? null : claim;
        }
    }
}
