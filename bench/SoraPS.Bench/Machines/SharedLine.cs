using SoraPS.Bench.Processes;
using SoraPS.Bench.Results;
using SoraPS.Emulator;

namespace SoraPS.Bench.Machines;

/// <summary>The same line in several PowerShells at once, as on several machines.</summary>
/// <param name="emulator">The gateway.</param>
/// <param name="folder">For CSVs and videos.</param>
internal sealed class SharedLine(EmulatorProcess emulator, string folder) : IDisposable
{
    /// <summary>So many rows each PowerShell has done before: the runtime compiles what runs often again, until about then.</summary>
    public const int RowsBefore = 4_000;

    private readonly List<SharingShell> _shells = [];

    /// <summary>Starts PowerShells, and has them share rows until little of what they do is new.</summary>
    /// <param name="count">How many.</param>
    /// <param name="ledger">Their ledger.</param>
    public async Task StartAsync(int count, string ledger)
    {
        while (_shells.Count < count)
        {
            _shells.Add(new SharingShell(emulator.BaseUri));
        }

        await ShareAsync(count, ledger, Scale.Rows(RowsBefore) * count, throttleLimit: 50);
    }

    /// <summary>Has some of them share rows, and checks that each row was made and saved once, by one of them.</summary>
    /// <param name="processes">How many of them.</param>
    /// <param name="ledger">Their ledger.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="throttleLimit">How many create requests each may have under way.</param>
    /// <returns>Seconds from the first beginning to the last end.</returns>
    public async Task<double> ShareAsync(int processes, string ledger, int rows, int throttleLimit)
    {
        string name = Guid.NewGuid().ToString("N");
        SharedBatch batch = new(name, ledger, WriteCsv(rows), Path.Combine(folder, name), throttleLimit);
        List<SharingShell> sharing = _shells[..processes];
        await Task.WhenAll(sharing.Select(shell => shell.PrepareAsync(batch)));
        EmulatorCounters before = await emulator.CountersAsync();
        (long Files, long Begin, long End)[] told = await Task.WhenAll(sharing.Select(shell => shell.ShareAsync()));
        EmulatorCounters after = await emulator.CountersAsync();
        int made = after.Creates - before.Creates;
        int fetched = after.Downloads - before.Downloads;
        long saved = told.Sum(one => one.Files);
        return (made, fetched, saved) == (rows, rows, rows)
            ? (told.Max(one => one.End) - told.Min(one => one.Begin)) / 1000.0
            : throw new InvalidOperationException($"{rows} rows: {made} made, {fetched} fetched, {saved} saved.");
    }

    public void Dispose() => _shells.ForEach(shell => shell.Dispose());

    private string WriteCsv(int rows)
    {
        string csv = Path.Combine(folder, $"{rows}.csv");
        File.WriteAllLines(
            csv, Enumerable.Range(0, rows).Select(row => $"row-{row},\"A paper boat, take {row}\"").Prepend("Name,Prompt"));
        return csv;
    }
}
