using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SoraPS.Bench.Machines;

/// <summary>One of the PowerShells that share rows (share.ps1).</summary>
internal sealed class SharingShell : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts one.</summary>
    /// <param name="baseUri">The gateway.</param>
    public SharingShell(Uri baseUri)
    {
        string script = Path.GetFullPath("bench/SoraPS.Bench/Machines/share.ps1");
        string module = Path.GetFullPath("output/SoraPS");
        _process = Process.Start(new ProcessStartInfo("pwsh", ["-NoProfile", "-NonInteractive", "-File", script, module, $"{baseUri}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Tells it of a batch; ends when it is ready to take part in it.</summary>
    public async Task PrepareAsync(SharedBatch batch)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(batch));
        if (await ReadAsync() is not "ready" and var other)
        {
            throw new InvalidOperationException($"A PowerShell says {other}, and was to be ready.");
        }
    }

    /// <summary>Has it take part.</summary>
    /// <returns>How many files it saved, and when it began and ended, in milliseconds since 1970.</returns>
    public async Task<(long Files, long Begin, long End)> ShareAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        string told = await ReadAsync();
        long[] numbers = [.. told.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        return (numbers[0], numbers[1], numbers[2]);
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already, and whoever talked to it last was told.
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("A PowerShell is gone.");
}
