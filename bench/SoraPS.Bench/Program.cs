// Measures SoraPS. Run it built for release: dotnet run --project bench/SoraPS.Bench -c Release -- <subject>
using SoraPS.Bench;

switch (args)
{
    case ["ledger", .. var rest]:
        await LedgerBench.RunAsync(rest);
        return 0;
    case [EmulatorProcess.Verb]:
        await EmulatorProcess.ServeAsync();
        return 0;
    default:
        Console.Error.WriteLine("usage: SoraPS.Bench ledger [rows] [runs]");
        return 2;
}
