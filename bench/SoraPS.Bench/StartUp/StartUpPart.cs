using SoraPS.Bench.Contenders;
using SoraPS.Bench.Processes;
using SoraPS.Bench.Results;

namespace SoraPS.Bench.StartUp;

/// <summary>What a user waits for until the first task is accepted, and what importing alone takes.</summary>
internal static class StartUpPart
{
    public const string Name = "startup";

    private const string FirstTask = "SoraPS, first task";
    private const string PsOpenAiFirstTask = "PSOpenAI, first task";
    private const string Above = "above a bare PowerShell (ms)";

    public static async Task<PartResult> RunAsync()
    {
        int runs = Scale.Runs(9);
        PsOpenAi? psOpenAi = await PsOpenAi.FindAsync();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("soraps-bench-");
        try
        {
            using EmulatorProcess emulator = EmulatorProcess.Start();
            NewPowerShell shell = new(emulator, Path.Combine(folder.FullName, "ledger.db"), psOpenAi?.Module);
            List<StartUpContender> contenders =
            [
                new(FirstTask, "Import-Module $env:SORAPS_MODULE; Set-SoraProvider OpenAI -BaseUri $env:OPENAI_API_BASE; "
                    + "New-SoraVideo 'A paper boat' -Provider OpenAI -Model sora-2 | Out-Null", Tasks: 1),
                new("SoraPS, import", "Import-Module $env:SORAPS_MODULE"),
                new("ThreadJob, import", "Import-Module Microsoft.PowerShell.ThreadJob"),
                new("bare PowerShell", ""),
            ];
            if (psOpenAi is not null)
            {
                contenders.Insert(1, new(PsOpenAiFirstTask, "Import-Module $env:PSOPENAI_MODULE; "
                    + "New-Video -Prompt 'A paper boat' -Model sora-2 | Out-Null", Tasks: 1));
                contenders.Insert(3, new("PSOpenAI, import", "Import-Module $env:PSOPENAI_MODULE"));
            }

            IReadOnlyList<Contender> measured = await MeasureAsync(shell, contenders, runs);
            return new PartResult
            {
                Part = Name,
                Title = "Start-up",
                Work = "A new PowerShell each time, from its start to its end: importing the module and submitting one row, which the "
                    + "emulator must have accepted; importing alone; and nothing. Within PowerShell is the same by its own clock. "
                    + "SoraPS keeps its ledger.",
                Environment = Surroundings(psOpenAi),
                Contenders = measured,
                Targets = [.. Targets(measured)],
                Notes = [.. Scale.Notes, .. psOpenAi is null ? [PsOpenAi.Missing] : Array.Empty<string>()],
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Contender>> MeasureAsync(
        NewPowerShell shell, List<StartUpContender> contenders, int runs)
    {
        List<Dictionary<string, double>>[] measured = [.. contenders.Select(_ => new List<Dictionary<string, double>>())];
        for (int run = 0; run < runs; run++)
        {
            for (int i = 0; i < contenders.Count; i++)
            {
                measured[i].Add(await shell.RunAsync(contenders[i]));
            }

            Console.WriteLine(string.Join(
                ", ", contenders.Zip(measured, (who, took) => $"{who.Name} {took[^1][NewPowerShell.Wall]:0} ms")));
        }

        double bare = Statistics.Median(measured[^1].Select(run => run[NewPowerShell.Wall]));
        foreach (Dictionary<string, double> run in measured.SelectMany(runs => runs))
        {
            run[Above] = run[NewPowerShell.Wall] - bare;
        }

        return [.. contenders.Zip(measured, (who, took) => new Contender(who.Name, took))];
    }

    private static IEnumerable<Target> Targets(IReadOnlyList<Contender> measured)
    {
        const string work = "Import-Module to first task accepted";
        double time = measured[0].Median(Above);
        if (measured.FirstOrDefault(contender => contender.Name == PsOpenAiFirstTask) is { } other)
        {
            yield return new(work, "at most 1/4 of PSOpenAI's", 0.25, time / other.Median(Above));
        }

        yield return new(work, "at most 250 ms above a bare PowerShell", 250, time, Unit: "ms");
    }

    private static Dictionary<string, string> Surroundings(PsOpenAi? psOpenAi)
    {
        Dictionary<string, string> all = new(Machine.Describe("pwsh"));
        if (psOpenAi is not null)
        {
            all["PSOpenAI"] = psOpenAi.Version;
        }

        return all;
    }
}
