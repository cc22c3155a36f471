using SoraPS.Bench.Processes;
using SoraPS.Bench.Results;

namespace SoraPS.Bench.Line;

/// <summary>Lets the contenders do the work in turns, and keeps what each run took.</summary>
internal sealed class LineRuns(string folder, IReadOnlyDictionary<string, string?> environment)
{
    /// <summary>How many times more rows the large work has.</summary>
    public const int Larger = 10;

    public const string First = "SoraPS, the very first batch";
    public const string FirstWithoutProfiles = "the same with DOTNET_TieredPGO=0";
    public const string SoraPS = "SoraPS, a later batch";
    public const string Node = "Node client";
    public const string ByHand = "script by hand";
    public const string Floor = "floor";
    public const string Bare = "bare PowerShell";

    private const int LargeRuns = 3;

    private readonly Dictionary<string, List<Dictionary<string, double>>> _runs = [];

    /// <summary>What was measured; SoraPS with more rows is last.</summary>
    public IReadOnlyList<Contender> Contenders => [.. _runs.Select(entry => new Contender(entry.Key, entry.Value))];

    public static string Large(int rows) => FormattableString.Invariant($"SoraPS, a later batch of {rows * Larger:N0} rows");

    public async Task TakeTurnsAsync(
        IReadOnlyList<LineContender> contenders, int rows, int runs, TimeSpan generation, long fileSize)
    {
        using EmulatorProcess emulator = EmulatorProcess.Start(generation, fileSize);
        using EmulatorProcess instant = EmulatorProcess.Start(TimeSpan.Zero, fileSize);
        LineWork work = new(folder, rows, generation);
        LineContender floor = LineContender.Floor(runs);
        await work.RunAsync(contenders[0], emulator, environment);
        await work.RunAsync(floor, instant, environment);

        // In turns, so that what else the machine does hits all alike.
        for (int run = 0; run < runs; run++)
        {
            Add(First, await work.RunAsync(contenders[0], emulator, WithNewLedger()));
            Dictionary<string, string?> withoutProfiles = new(WithNewLedger()) { ["DOTNET_TieredPGO"] = "0" };
            Add(FirstWithoutProfiles, await work.RunAsync(contenders[0], emulator, withoutProfiles));
            foreach (LineContender contender in contenders.Where(contender => run < contender.Runs))
            {
                Add(contender.Name, await work.RunAsync(contender, emulator, environment));
            }

            Dictionary<string, double> moved = await work.RunAsync(floor, instant, environment);
            moved.Remove(LineWork.Delay);
            moved[LineWork.Wall] += generation.TotalSeconds;
            Add(Floor, moved);
            ProcessCost bare = await MeasuredProcess.RunAsync("pwsh", ["-NoProfile", "-NonInteractive", "-Command", "exit"]);
            Add(Bare, new() { [LineWork.Wall] = bare.Wall, [LineWork.Peak] = bare.Peak });
        }

        LineWork large = new(folder, rows * Larger, generation);
        for (int run = 0; run < Math.Min(runs, LargeRuns); run++)
        {
            Add(Large(rows), await large.RunAsync(contenders[0], emulator, environment));
        }
    }

    private Dictionary<string, string?> WithNewLedger() =>
        new(environment) { ["SORAPS_LEDGER"] = Path.Combine(folder, $"{Guid.NewGuid()}.db") };

    private void Add(string name, Dictionary<string, double> run)
    {
        if (!_runs.TryGetValue(name, out List<Dictionary<string, double>>? runs))
        {
            _runs[name] = runs = [];
        }

        runs.Add(run);
    }
}
