using System.Diagnostics;
using SoraPS.Bench.Results;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sqlite;

namespace SoraPS.Bench.Ledger;

/// <summary>How writing and listing go on as the ledger grows.</summary>
internal static class LedgerGrowth
{
    public const string Listing = "unfinished of a batch (ms)";

    private const int BatchSize = 1_000;
    private const int Listings = 20;

    /// <summary>Fills ledgers of growing size.</summary>
    public static async Task<IReadOnlyList<Contender>> MeasureAsync(string folder)
    {
        List<Contender> all = [];
        foreach (int tasks in new[] { 1_000, 10_000, 100_000 })
        {
            string file = Path.Combine(folder, $"{tasks}.db");
            await using SqliteLedger ledger = SqliteLedger.Open(file);
            long start = Stopwatch.GetTimestamp();
            for (int batch = 0; batch < tasks / BatchSize; batch++)
            {
                await Task.WhenAll(Enumerable.Range(0, BatchSize).Select(row => ledger.WriteAsync(Entry(batch, row))));
            }

            double microseconds = Stopwatch.GetElapsedTime(start).TotalMicroseconds / tasks;
            List<Dictionary<string, double>> runs = [];
            for (int run = 0; run < Listings; run++)
            {
                LedgerQuery query = new() { Batch = $"batch {run % (tasks / BatchSize)}", Unfinished = true };
                start = Stopwatch.GetTimestamp();
                int found = (await ledger.ListAsync(query)).Count;
                runs.Add(new() { [Listing] = Stopwatch.GetElapsedTime(start).TotalMilliseconds, ["write (us/task)"] = microseconds });
                if (found != BatchSize / 10)
                {
                    throw new InvalidOperationException($"{found} tasks were listed.");
                }
            }

            all.Add(new Contender(FormattableString.Invariant($"a ledger of {tasks:N0} tasks"), runs));
        }

        return all;
    }

    // One in ten is not finished.
    private static LedgerEntry Entry(int batch, int row)
    {
        SoraTask task = new()
        {
            RequestId = $"{batch}-{row}",
            Id = $"video_{batch}_{row}",
            Provider = "OpenAI",
            Model = "sora-2",
            Name = $"row-{row}",
            Batch = $"batch {batch}",
            Prompt = $"A paper boat, take {row}",
            State = row % 10 == 0 ? SoraTaskState.Running : SoraTaskState.Succeeded,
            CreatedAt = DateTimeOffset.UnixEpoch.AddDays(20_000),
            Path = $"/videos/{batch}/row-{row}.mp4",
        };
        return new LedgerEntry(task, "Made for the measurement.");
    }
}
