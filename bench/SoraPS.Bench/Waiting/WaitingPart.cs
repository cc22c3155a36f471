using SoraPS.Bench.Processes;
using SoraPS.Bench.Results;

namespace SoraPS.Bench.Waiting;

/// <summary>What many tasks cost that are waited for at once.</summary>
internal static class WaitingPart
{
    public const string Name = "waiting";

    private const int Runs = 3;
    private const string Memory = "memory (bytes/task)";
    private const string Idle = "CPU between looks (% of a core)";
    private const string Shown = "the same in PowerShell, with progress (% of a core)";

    public static async Task<PartResult> RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("soraps-bench-");
        try
        {
            return Result(await MeasureAsync(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<List<Contender>> MeasureAsync(string folder)
    {
        List<Contender> all = [];
        foreach (int tasks in new[] { 1_000, 10_000, 100_000 })
        {
            List<Dictionary<string, double>> runs = [];
            for (int run = 0; run < Runs; run++)
            {
                WaitingCost cost = await AtGatewayAsync(gateway => WaitingProcess.RunAsync(gateway, tasks));
                double shown = await AtGatewayAsync(gateway => WaitingShell.MeasureAsync(gateway, tasks, folder));
                Console.WriteLine(FormattableString.Invariant($"{tasks}: {cost}, shown {shown:0.0} %"));
                runs.Add(new()
                {
                    [Memory] = cost.Memory,
                    ["CPU (us/look)"] = cost.Look,
                    [Idle] = cost.Idle,
                    [Shown] = shown,
                });
            }

            all.Add(new Contender(FormattableString.Invariant($"{tasks:N0} tasks"), runs));
        }

        return all;
    }

    private static async Task<T> AtGatewayAsync<T>(Func<Uri, Task<T>> measure)
    {
        using ServingProcess gateway = ServingProcess.Start(PatientGateway.Verb);
        return await measure(gateway.BaseUri);
    }

    private static PartResult Result(List<Contender> all) => new()
    {
        Part = Name,
        Title = "Many tasks waiting",
        Work = "Tasks that are waited for at once, at a gateway that answers each look with 'in progress, ask again in two "
            + "minutes'. When each was looked at once, and until the next look is due, the process measures the memory beyond "
            + "the tasks and their strings, and its processor time in five seconds; and so does Import-Csv | Wait-SoraTask in a "
            + "PowerShell with progress bars. Each task must have been looked at once.",
        Environment = Machine.Describe(),
        Contenders = all,
        Targets =
        [
            new("100,000 tasks waiting: memory", "at most 1 kB a task", 1_000, all[^1].Median(Memory), Unit: "bytes"),
            new("100,000 tasks waiting: CPU between looks", "under 10 % of a core", 10, all[^1].Median(Idle), Unit: "%"),
            new("the same with progress shown", "under 10 % of a core", 10, all[^1].Median(Shown), Unit: "%"),
        ],
    };
}
