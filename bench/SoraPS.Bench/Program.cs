// Measures SoraPS: ./build.sh bench [parts]. Each part writes its data; the report is made of all of them.
using SoraPS.Bench.Downloads;
using SoraPS.Bench.Ledger;
using SoraPS.Bench.Processes;
using SoraPS.Bench.Results;
using SoraPS.Bench.Waiting;

Dictionary<string, Func<string[], Task<int>>> helpers = new(StringComparer.Ordinal)
{
    [EmulatorProcess.Verb] = EmulatorProcess.ServeAsync,
    [MeasuredProcess.Verb] = MeasuredProcess.HelpAsync,
    [PacedLine.Verb] = PacedLine.ServeAsync,
    [PatientGateway.Verb] = PatientGateway.ServeAsync,
    [WaitingProcess.Verb] = WaitingProcess.MeasureAsync,
};

if (args is [var verb, .. var rest] && helpers.TryGetValue(verb, out Func<string[], Task<int>>? helper))
{
    return await helper(rest);
}

Dictionary<string, Func<Task<PartResult>>> parts = new(StringComparer.Ordinal)
{
    [LedgerPart.Name] = LedgerPart.RunAsync,
    [DownloadsPart.Name] = DownloadsPart.RunAsync,
    [WaitingPart.Name] = WaitingPart.RunAsync,
};

const string folder = "docs/benchmarks";
foreach (string name in args.Length > 0 ? args : [.. parts.Keys])
{
    Console.WriteLine($"== {name}");
    await ResultFiles.WriteAsync(folder, await parts[name]());
}

return 0;
