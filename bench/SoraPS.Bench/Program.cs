// Measures SoraPS: ./build.sh bench [parts]. Each part writes its data; the report is made of all of them.
using SoraPS.Bench.Downloads;
using SoraPS.Bench.Ledger;
using SoraPS.Bench.Line;
using SoraPS.Bench.Machines;
using SoraPS.Bench.Polling;
using SoraPS.Bench.Processes;
using SoraPS.Bench.Report;
using SoraPS.Bench.Results;
using SoraPS.Bench.StartUp;
using SoraPS.Bench.Waiting;

Dictionary<string, Func<string[], Task<int>>> helpers = new(StringComparer.Ordinal)
{
    [EmulatorProcess.Verb] = EmulatorProcess.ServeAsync,
    [MeasuredProcess.Verb] = MeasuredProcess.HelpAsync,
    [FloorClient.Verb] = FloorClient.RunAsync,
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
    [LinePart.Name] = LinePart.RunAsync,
    [StartUpPart.Name] = StartUpPart.RunAsync,
    [LedgerPart.Name] = LedgerPart.RunAsync,
    [DownloadsPart.Name] = DownloadsPart.RunAsync,
    [PollingPart.Name] = PollingPart.RunAsync,
    [WaitingPart.Name] = WaitingPart.RunAsync,
    [MachinesPart.Name] = MachinesPart.RunAsync,
};

string[] names = args.Length == 0 ? [.. parts.Keys] : [.. args.Where(name => name != BenchmarkReport.Name)];
if (names.FirstOrDefault(name => !parts.ContainsKey(name)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"'{unknown}' is no part; there are {string.Join(", ", parts.Keys)} and {BenchmarkReport.Name}.");
    return 2;
}

foreach (string name in names)
{
    Console.WriteLine($"== {name}");
    await ResultFiles.WriteAsync(BenchmarkReport.DataFolder, await parts[name]());
}

await BenchmarkReport.WriteAsync([.. parts.Keys]);
return 0;
