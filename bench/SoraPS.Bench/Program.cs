// Measures parts of SoraPS: dotnet run --project bench/SoraPS.Bench -c Release -- <part> [arguments]
using SoraPS.Bench.Ledger;

Dictionary<string, Func<string[], Task<int>>> parts = new(StringComparer.Ordinal)
{
    ["ledger"] = LedgerPart.RunAsync,
    [EmulatorProcess.Verb] = EmulatorProcess.ServeAsync,
};

return await parts[args[0]](args[1..]);
