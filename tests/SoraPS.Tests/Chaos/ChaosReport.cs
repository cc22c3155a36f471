using System.Globalization;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Chaos;

/// <summary>What is left of a batch after its last process came to its end.</summary>
internal sealed record ChaosReport
{
    public required int Rows { get; init; }

    public required int Kills { get; init; }

    /// <summary>Kills before the last row was sent.</summary>
    public required int KillsWhileSubmitting { get; init; }

    /// <summary>Kills after the first file was asked for.</summary>
    public required int KillsWhileSaving { get; init; }

    /// <summary>Rows with a file that is intact, by the ledger's hash and by its boxes.</summary>
    public required IReadOnlySet<string> Files { get; init; }

    /// <summary>Rows that the last process reported as Unknown.</summary>
    public required IReadOnlySet<string> Unknown { get; init; }

    /// <summary>Rows that were paid for and are neither saved nor reported.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>Rows whose file was fetched once more when it was complete.</summary>
    public required IReadOnlyList<string> FetchedAgain { get; init; }

    /// <summary>Anything else that the last process reported.</summary>
    public required IReadOnlyList<BatchLine> Others { get; init; }

    /// <summary>Names in the folder that are neither a video nor what tells about it.</summary>
    public required IReadOnlyList<string> Leftovers { get; init; }

    public required EmulatorCounters Counters { get; init; }

    /// <summary>The answer of SQLite's integrity check.</summary>
    public required string Integrity { get; init; }

    public static async Task<ChaosReport> ReadAsync(
        Batch batch, IReadOnlyCollection<BatchLine> lines, IReadOnlyList<EmulatorCounters> killedAt)
    {
        EmulatorCounters counters = batch.Emulator.Counters;
        Dictionary<string, DateTime> files = [];
        await using (ILedger ledger = LedgerEngines.Open(batch.Ledger))
        {
            foreach (SoraTask task in await ledger.ListAsync(new LedgerQuery { Batch = Batch.Name }))
            {
                if (await ledger.FindFileAsync(task.RequestId) is { } file)
                {
                    VideoAssert.Intact(new SoraVideo(file.Path, file.Length, file.Sha256, file.ContentType, task));
                    Assert.True(files.TryAdd(task.Name!, File.GetLastWriteTimeUtc(file.Path)), $"{task.Name} has two files.");
                }
            }
        }

        HashSet<string> unknown = [.. lines.Where(IsUnknown).Select(line => line.Row)];
        return new ChaosReport
        {
            Rows = batch.Rows,
            Kills = killedAt.Count,
            KillsWhileSubmitting = killedAt.Count(at => at.Creates < counters.Creates),
            KillsWhileSaving = killedAt.Count(at => at.Downloads > 0),
            Files = files.Keys.ToHashSet(),
            Unknown = unknown,
            Lost = [.. batch.Emulator.Tasks.Select(ChaosRefresh.RowOf).Except(files.Keys).Except(unknown)],
            Others = [.. lines.Where(line => line.Word is "error" or "warning" && !IsUnknown(line))],
            Leftovers = [.. Directory.GetFiles(batch.Folder).Select(Path.GetFileName).OfType<string>()
                .Except(files.Keys.SelectMany(row => new[] { $"{row}.mp4", $"{row}.mp4.json" }))],
            Counters = counters,
            FetchedAgain = [.. batch.Emulator.Tasks.Where(task => IsFetchedAgain(task, files)).Select(ChaosRefresh.RowOf)],
            Integrity = ConnectionText.IsDatabase(batch.Ledger) ? "ok" : Integrate(batch.Ledger),
        };
    }

    /// <summary>Fails unless everything that was promised has been kept.</summary>
    public void Check(int kills)
    {
        Assert.True(Kills >= kills, $"Only {Kills} kills:\n{this}");
        CheckWhole();
        Assert.True(Files.Count > Rows / 2, ToString());
        Assert.InRange(Counters.TasksMade, Files.Count, Rows);
    }

    /// <summary>Fails unless each row was paid once at most, and each that was paid is saved or reported.</summary>
    public void CheckWhole()
    {
        Assert.Empty(Others);
        Assert.Empty(Leftovers);
        Assert.Empty(Files.Intersect(Unknown));
        Assert.Equal(Rows, Files.Count + Unknown.Count);
        Assert.Empty(Lost);
        Assert.Empty(FetchedAgain);
        Assert.Equal((0, 1, 0), (Counters.DuplicateTasks, Counters.MaxTasksPerRow, Counters.KeysSeenOnDownloadOrigin));
        Assert.Equal("ok", Integrity);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        Rows        {Rows}
        Kills       {Kills} ({KillsWhileSubmitting} before the last row was sent, {KillsWhileSaving} after the first file)
        Faults      {string.Join(", ", Counters.FaultsByKind.Select(one => $"{one.Value} {one.Key}"))}
        Files       {Files.Count}, all intact
        Unknown     {Unknown.Count}, all reported
        Tasks made  {Counters.TasksMade}
        Paid twice  {Counters.DuplicateTasks}
        Paid, and neither saved nor reported  {Lost.Count}
        Fetched by two  {FetchedAgain.Count}
        Integrity   {Integrity}

        """);

    // Files are stamped by a clock that ticks some milliseconds apart.
    private static bool IsFetchedAgain(EmulatedTask task, Dictionary<string, DateTime> files) =>
        files.TryGetValue(ChaosRefresh.RowOf(task), out DateTime written) && task.FetchedAt > written + TimeSpan.FromMilliseconds(50);

    private static bool IsUnknown(BatchLine line) =>
        line.Word == "error" && line.Text.StartsWith(nameof(SoraErrorKind.SubmissionUnknown), StringComparison.Ordinal);

    private static string Integrate(string ledger)
    {
        using SqliteDatabase database = SqliteDatabase.Open(ledger);
        return $"{database.Scalar("PRAGMA integrity_check")}";
    }
}
