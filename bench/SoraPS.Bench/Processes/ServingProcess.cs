using System.Diagnostics;

namespace SoraPS.Bench.Processes;

/// <summary>A helper process of this program that serves until this one lets go of it, or is gone.</summary>
internal sealed class ServingProcess : IDisposable
{
    private readonly Process _process;

    private ServingProcess(Process process, Uri baseUri) => (_process, BaseUri) = (process, baseUri);

    /// <summary>The address that it printed first.</summary>
    public Uri BaseUri { get; }

    /// <summary>Starts one by its verb.</summary>
    public static ServingProcess Start(params string[] arguments)
    {
        ProcessStartInfo start = Self.Start(arguments);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        Process process = Process.Start(start)!;
        return new ServingProcess(process, new Uri(process.StandardOutput.ReadLine()!));
    }

    /// <summary>In the helper process: tells the address, answers each line of its input, and ends when that does.</summary>
    public static async Task ServeAsync(Uri baseUri, Func<string, string>? answer = null)
    {
        Console.WriteLine(baseUri);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            Console.WriteLine(answer?.Invoke(line));
        }
    }

    /// <summary>Asks it something that fits a line.</summary>
    public async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The helper process is gone.");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
