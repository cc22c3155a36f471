using System.Diagnostics;
using System.Globalization;
using SoraPS.Core;
using SoraPS.Core.Connections;
using SoraPS.Core.Ledger;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;

namespace SoraPS.Bench.Ledger;

/// <summary>What the ledger costs: submitting with it and without, and listing when it is large.</summary>
internal static class LedgerPart
{
    private const int Known = 100_000;
    private const int BatchSize = 1_000;

    public static async Task<int> RunAsync(string[] arguments)
    {
        int rows = Number(arguments, 0, 1_000);
        int runs = Number(arguments, 1, 9);
        string folder = Directory.CreateTempSubdirectory("soraps-bench-").FullName;
        try
        {
            await CompareAsync(folder, rows, runs);
            await ListAsync(folder);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Interleaved, so that what else the machine does hits both alike.
    private static async Task CompareAsync(string folder, int rows, int runs)
    {
        using EmulatorProcess emulator = EmulatorProcess.Start();
        string file = Path.Combine(folder, "submit.db");
        LedgerSource with = new(_ => SqliteLedger.Open(file));
        LedgerSource without = new(_ => new NoLedger());
        List<Rate> keptRates = [];
        List<Rate> bareRates = [];
        for (int run = -1; run < runs; run++)
        {
            Rate one = await SubmitAsync(emulator, with, rows, $"run {run}");
            Rate other = await SubmitAsync(emulator, without, rows, $"run {run}");
            string name = run < 0 ? "warm-up" : $"run {run + 1}";
            Console.WriteLine($"{name,-8} with {one}   without {other}   {one.RowsPerSecond / other.RowsPerSecond:0.00}");
            if (run >= 0)
            {
                keptRates.Add(one);
                bareRates.Add(other);
            }
        }

        Rate kept = Median(keptRates);
        Rate bare = Median(bareRates);
        Console.WriteLine($"Submitting {rows} rows, medians of {runs}: with the ledger {kept}, without {bare}; "
            + $"ratio {kept.RowsPerSecond / bare.RowsPerSecond:0.00}");
    }

    private static async Task<Rate> SubmitAsync(EmulatorProcess emulator, LedgerSource ledgers, int rows, string batch)
    {
        using SoraClient client = new(ledgers: ledgers);
        client.Connections.Set(client.Connections.Choose("OpenAI") with
        {
            BaseUri = emulator.BaseUri,
            SessionKey = new ApiKey(EmulatorProcess.ApiKey),
        });
        int accepted = 0;
        TimeSpan busy = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await using (SubmitStage submit = client.Submit(new SubmitOptions { Provider = "OpenAI" }))
        {
            IEnumerable<VideoRequest> all = Enumerable.Range(0, rows).Select(index => Row(batch, index));
            await Task.WhenAll(
                submit.FeedAsync(all.ToAsyncEnumerable(), CancellationToken.None),
                submit.DrainAsync(Count, CancellationToken.None));
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        busy = Environment.CpuUsage.TotalTime - busy;
        return accepted == rows
            ? new Rate(rows / seconds, busy.TotalMicroseconds / rows)
            : throw new InvalidOperationException($"{accepted} of {rows} rows were accepted.");

        void Count(StageEvent<SoraTask> happened) => accepted += happened is StageEvent<SoraTask>.Produced ? 1 : 0;
    }

    private static VideoRequest Row(string batch, int index) =>
        new() { Prompt = $"A paper boat, take {index}", Name = $"row-{index}", Batch = batch };

    private static async Task ListAsync(string folder)
    {
        await using SqliteLedger ledger = SqliteLedger.Open(Path.Combine(folder, "list.db"));
        for (int batch = 0; batch < Known / BatchSize; batch++)
        {
            await Task.WhenAll(Enumerable.Range(0, BatchSize).Select(row => ledger.WriteAsync(Entry(batch, row))));
        }

        List<double> times = [];
        int found = 0;
        for (int run = 0; run < 20; run++)
        {
            long start = Stopwatch.GetTimestamp();
            found = (await ledger.ListAsync(new LedgerQuery { Batch = $"batch {run}", Unfinished = true })).Count;
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Console.WriteLine($"{Known} tasks: the {found} unfinished of a batch in {Median(times):0.0} ms "
            + $"(first {times[0]:0.0}, most {times.Max():0.0})");
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

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static Rate Median(List<Rate> rates) =>
        new(Median(rates.Select(rate => rate.RowsPerSecond)), Median(rates.Select(rate => rate.Busy)));

    private static int Number(string[] arguments, int index, int otherwise) =>
        arguments.Length > index ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : otherwise;

    /// <summary>How fast, and how many microseconds of this process's time for each row.</summary>
    private sealed record Rate(double RowsPerSecond, double Busy)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{RowsPerSecond,6:0} rows/s ({Busy,3:0} us busy each)");
    }
}
