using SoraPS.Bench.Processes;
using SoraPS.Bench.Results;

namespace SoraPS.Bench.Machines;

/// <summary>Several processes on one ledger, in a file and in PostgreSQL: how they share the work, and what a claim costs.</summary>
internal static class MachinesPart
{
    public const string Name = "machines";

    private const string Wall = "wall (s)";
    private const string Faster = "times as fast as one";
    private const string Statements = "statements per row";

    private static readonly int[] s_processes = [1, 2, 4, 8];

    public static async Task<PartResult> RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("soraps-bench-");
        using DatabaseServer? server = DatabaseServer.TryStart();
        try
        {
            List<(string Kind, Func<string> NewLedger)> kinds = [("a file", () => Path.Combine(folder.FullName, $"{Guid.NewGuid()}.db"))];
            if (server is not null)
            {
                kinds.Add(("PostgreSQL", server.NewLedger));
            }

            int rows = Scale.Rows(400);
            List<Contender> shared = await ShareAsync(kinds, server, folder.FullName, rows);
            List<Contender> claims = await LedgerSizes.MeasureAsync(kinds, server);
            return new PartResult
            {
                Part = Name,
                Title = "Many processes on one ledger",
                Work = $"Import-Csv | New-SoraVideo -ThrottleLimit 8 | Wait-SoraTask | Save-SoraVideo for {rows} rows, by several "
                    + "PowerShells at once with one ledger. The gateway takes 0.4 s for a create request, and a video is ready at the "
                    + "first look, 0.2 s later. "
                    + $"Each of the PowerShells has done about {SharedLine.RowsBefore:N0} rows before, and they begin when each has "
                    + "compiled nothing for half a second: those that share two processors here would compile at the same time, and "
                    + "those on machines of their own do not. Each batch has a ledger of its own. "
                    + "The time is from when all begin to when the last one ends. "
                    + "Each row must be made and fetched once. Claims are made 32 at a time by one process, and each is "
                    + "durable before it counts. The server is PostgreSQL with its own settings, on the same machine and disk.",
                Environment = WithServer(Machine.Describe("pwsh"), server),
                Contenders = [.. shared, .. claims],
                Targets = [.. TargetsOf(shared, claims, hasServer: server is not null)],
                Notes =
                [
                    .. Scale.Notes,
                    .. server is null ? (string[])["No PostgreSQL is on this machine: its part was left out."] : [],
                ],
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // In turns, so that what else the machine does hits all alike.
    private static async Task<List<Contender>> ShareAsync(
        List<(string Kind, Func<string> NewLedger)> kinds, DatabaseServer? server, string folder, int rows)
    {
        using EmulatorProcess emulator = EmulatorProcess.Start(createTime: TimeSpan.FromSeconds(0.4));
        Dictionary<(string Kind, int Processes), List<Dictionary<string, double>>> all = [];
        List<(string Kind, Func<string> NewLedger, SharedLine Line)> lines =
            [.. kinds.Select(one => (one.Kind, one.NewLedger, new SharedLine(emulator, folder)))];
        try
        {
            foreach ((string kind, Func<string> newLedger, SharedLine line) in lines)
            {
                Console.WriteLine($"{kind}: starting {s_processes[^1]} processes");
                await line.StartAsync(s_processes[^1], newLedger());
            }

            for (int run = 0; run < Scale.Runs(3); run++)
            {
                foreach ((string kind, Func<string> newLedger, SharedLine line) in lines)
                {
                    double one = 0;
                    foreach (int processes in s_processes)
                    {
                        Func<long>? count = server is not null && kind != kinds[0].Kind ? server.Statements : null;
                        long before = count?.Invoke() ?? 0;
                        double seconds = await line.ShareAsync(processes, newLedger(), rows, throttleLimit: 8);
                        one = processes == 1 ? seconds : one;
                        Dictionary<string, double> measured = new() { [Wall] = seconds, [Faster] = one / seconds };
                        if (count is not null)
                        {
                            measured[Statements] = (count() - before) / (double)rows;
                        }

                        Console.WriteLine(
                            $"{kind}, {processes}: {string.Join(", ", measured.Select(pair => $"{pair.Value:0.00} {pair.Key}"))}");
                        all.TryAdd((kind, processes), []);
                        all[(kind, processes)].Add(measured);
                    }
                }
            }
        }
        finally
        {
            lines.ForEach(one => one.Line.Dispose());
        }

        return [.. all.Select(one => new Contender($"{NameOf(one.Key.Processes)}, {one.Key.Kind}", one.Value))];
    }

    private static IEnumerable<Target> TargetsOf(List<Contender> shared, List<Contender> claims, bool hasServer)
    {
        const string work = "400 rows, four processes on a ledger in";
        yield return new($"{work} a file", "at least 3.5 times as fast as one", 3.5, shared[2].Median(Faster), IsUpper: false);
        yield return new(
            "a claim in a file: 1,000,000 tasks against 1,000", "at most 1.2 times the cost", 1.2,
            claims[0].Median(LedgerSizes.Rate) / claims[1].Median(LedgerSizes.Rate));
        if (hasServer)
        {
            yield return new($"{work} PostgreSQL", "at least 3.5 times as fast as one", 3.5, shared[6].Median(Faster), IsUpper: false);
            yield return new(
                "a claim in PostgreSQL: 1,000,000 tasks against 1,000", "at most 1.2 times the cost", 1.2,
                claims[2].Median(LedgerSizes.Rate) / claims[3].Median(LedgerSizes.Rate));
            yield return new(
                "claims a second, PostgreSQL against a file", "at least 1/3 (0.333)", 1.0 / 3,
                claims[2].Median(LedgerSizes.Rate) / claims[0].Median(LedgerSizes.Rate), IsUpper: false);
        }
    }

    private static Dictionary<string, string> WithServer(IReadOnlyDictionary<string, string> machine, DatabaseServer? server) =>
        server is null ? new(machine) : new(machine) { ["database"] = server.Version };

    private static string NameOf(int processes) => processes == 1 ? "one process" : $"{processes} processes";
}
