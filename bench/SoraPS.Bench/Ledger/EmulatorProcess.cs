using System.Diagnostics;
using SoraPS.Emulator;

namespace SoraPS.Bench.Ledger;

/// <summary>An emulator in a process of its own: it shares neither threads nor garbage with what is measured.</summary>
internal sealed class EmulatorProcess : IDisposable
{
    public const string Verb = "emulator";

    private readonly Process _process;

    private EmulatorProcess(Process process, Uri baseUri) => (_process, BaseUri) = (process, baseUri);

    /// <summary>The base address of its OpenAI dialect.</summary>
    public Uri BaseUri { get; }

    public static string ApiKey => new EmulatorOptions().ApiKey;

    public static EmulatorProcess Start()
    {
        Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Self(), Verb])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return new EmulatorProcess(process, new Uri(process.StandardOutput.ReadLine()!));
    }

    /// <summary>Serves until the process that started this one is gone.</summary>
    public static async Task<int> ServeAsync(string[] _)
    {
        EmulatorOptions options = new() { GenerationTime = TimeSpan.Zero };
        await using VideoEmulator emulator = VideoEmulator.Start(options);
        Console.WriteLine(emulator.BaseUri("OpenAI"));
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        return 0;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    // Under 'dotnet' the program is its first argument.
    private static string[] Self() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [typeof(EmulatorProcess).Assembly.Location]
            : [];
}
