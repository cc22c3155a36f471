using SoraPS.Bench.Contenders;
using SoraPS.Bench.Processes;
using SoraPS.Bench.Results;

namespace SoraPS.Bench.Line;

/// <summary>From a CSV to saved files: SoraPS, what else one would use, and what no client could do without.</summary>
internal static class LinePart
{
    public const string Name = "line";

    private const long FileSize = 200_000;
    private static readonly TimeSpan s_generation = TimeSpan.FromSeconds(2);

    public static async Task<PartResult> RunAsync()
    {
        int rows = Scale.Rows(1_000);
        int runs = Scale.Runs(5);
        int few = Math.Min(runs, 3);
        LineContender? node = await LineContender.NodeAsync(runs);
        PsOpenAi? psOpenAi = await PsOpenAi.FindAsync();
        LineContender?[] contenders =
        [
            LineContender.SoraPS(runs), node, LineContender.ByHand(few), psOpenAi is null ? null : LineContender.PsOpenAi(few),
        ];
        DirectoryInfo folder = Directory.CreateTempSubdirectory("soraps-bench-");
        try
        {
            Dictionary<string, string?> environment = new()
            {
                [LineContender.KeyVariable] = EmulatorProcess.ApiKey,
                ["SORAPS_MODULE"] = Path.GetFullPath("output/SoraPS"),
                ["SORAPS_LEDGER"] = Path.Combine(folder.FullName, "ledger.db"),
                ["PSOPENAI_MODULE"] = psOpenAi?.Module,
            };
            LineRuns measured = new(folder.FullName, environment);
            await measured.TakeTurnsAsync([.. contenders.OfType<LineContender>()], rows, runs, s_generation, FileSize);
            LineFigures figures = new(measured.Contenders, rows);
            return new PartResult
            {
                Part = Name,
                Title = "From a CSV to saved files",
                Work = FormattableString.Invariant($"{rows:N0} rows of a CSV become saved files of {FileSize / 1000} kB; a video takes ")
                    + $"{s_generation.TotalSeconds} s. Each run is a process of its own, measured whole, after one run of SoraPS that is "
                    + "not counted, and each byte of each file is compared. The very first batch begins with an empty ledger, each "
                    + "time; later ones know from those before how long a video takes. The floor is the generation time "
                    + "and a process that only moves the same requests and bytes. Ready to saved is from when the gateway had a video "
                    + "to the last byte of its file.",
                Environment = Surroundings(node, psOpenAi),
                Contenders = measured.Contenders,
                Targets = [.. figures.Targets()],
                Notes = [.. Scale.Notes, .. Missing(node, psOpenAi)],
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, string> Surroundings(LineContender? node, PsOpenAi? psOpenAi)
    {
        Dictionary<string, string> all = new(Machine.Describe(node is null ? ["pwsh"] : ["pwsh", "node"]));
        if (node is not null)
        {
            all["openai (npm)"] = NodeClient.Version;
        }

        if (psOpenAi is not null)
        {
            all["PSOpenAI"] = psOpenAi.Version;
        }

        return all;
    }

    private static IEnumerable<string> Missing(LineContender? node, PsOpenAi? psOpenAi)
    {
        if (node is null)
        {
            yield return "The Node client was left out: npm did not give it.";
        }

        if (psOpenAi is null)
        {
            yield return PsOpenAi.Missing;
        }
    }
}
