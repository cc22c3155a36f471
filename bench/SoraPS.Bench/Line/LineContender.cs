using System.Diagnostics;
using SoraPS.Bench.Contenders;
using SoraPS.Bench.Processes;

namespace SoraPS.Bench.Line;

/// <summary>A program that turns a CSV into saved files; it gets the base address, the CSV and the folder as arguments.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Program">What is started.</param>
/// <param name="Arguments">Its arguments before those three.</param>
/// <param name="Runs">How often it has its turn.</param>
internal sealed record LineContender(string Name, string Program, IReadOnlyList<string> Arguments, int Runs)
{
    public const string KeyVariable = "OPENAI_API_KEY";

    private const string Scripts = "bench/SoraPS.Bench/Line";

    public static LineContender SoraPS(int runs) => Script(LineRuns.SoraPS, "soraps.ps1", runs);

    public static LineContender ByHand(int runs) => Script(LineRuns.ByHand, "by-hand.ps1", runs);

    public static LineContender PsOpenAi(int runs) => Script("PSOpenAI", "psopenai.ps1", runs);

    public static async Task<LineContender?> NodeAsync(int runs) =>
        await NodeClient.InstallAsync(Path.Combine(Scripts, "node-client.mjs")) is { } script
            ? new LineContender(LineRuns.Node, "node", [script], runs)
            : null;

    public static LineContender Floor(int runs)
    {
        ProcessStartInfo self = Self.Start([FloorClient.Verb]);
        return new LineContender(LineRuns.Floor, self.FileName, [.. self.ArgumentList], runs);
    }

    private static LineContender Script(string name, string file, int runs) =>
        new(name, "pwsh", ["-NoProfile", "-NonInteractive", "-File", Path.GetFullPath(Path.Combine(Scripts, file))], runs);
}
