using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace SoraPS.Tests.Chaos;

/// <summary>A process of its own that runs a batch (tests/SoraPS.Tests.Child).</summary>
internal sealed class BatchProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly ConcurrentQueue<BatchLine> _lines = [];

    private BatchProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => _errors.Enqueue(e.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>Its end, whoever brings it.</summary>
    public Task End => _process.WaitForExitAsync();

    /// <summary>What it has told so far.</summary>
    public IReadOnlyCollection<BatchLine> Lines => _lines;

    /// <summary>Starts it.</summary>
    /// <param name="batch">What it runs.</param>
    /// <param name="force">Whether it sends rows again whose outcome is unknown.</param>
    /// <param name="held">Whether it says when it is ready, and begins only with <see cref="Begin"/>.</param>
    public static BatchProcess Start(Batch batch, bool force = false, bool held = false)
    {
        string[] more = [.. force ? ["force"] : Array.Empty<string>(), .. held ? ["held"] : Array.Empty<string>()];
        ProcessStartInfo start = new("dotnet", [.. Arguments(batch), .. more])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new BatchProcess(new Process { StartInfo = start });
    }

    /// <summary>Starts one of several that share a ledger on a server.</summary>
    /// <param name="batch">What it runs.</param>
    /// <param name="data">The folder of its user's data.</param>
    /// <param name="lease">After so long a silence, others take it for dead.</param>
    public static BatchProcess Start(Batch batch, string data, TimeSpan lease)
    {
        string seconds = lease.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        ProcessStartInfo start = new("dotnet", [.. Arguments(batch), seconds])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["XDG_DATA_HOME"] = data },
        };
        return new BatchProcess(new Process { StartInfo = start });
    }

    /// <summary>Lets one begin that is held.</summary>
    public void Begin() => _process.StandardInput.WriteLine();

    /// <summary>Freezes it, as a machine that is suspended, or lets it go on.</summary>
    public void Freeze(bool isFrozen)
    {
        using Process kill = Process.Start("kill", [isFrozen ? "-STOP" : "-CONT", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>What follows on 'dotnet'.</summary>
    public static string[] Arguments(Batch batch) =>
    [
        Path.Combine(AppContext.BaseDirectory, "SoraPS.Tests.Child.dll"),
        batch.Provider,
        batch.Emulator.BaseUri(batch.Provider).AbsoluteUri,
        batch.Emulator.Options.ApiKey,
        batch.Ledger,
        batch.Folder,
        Batch.Name,
        batch.Rows.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>Ends it as a power cut would; false if it has come to its own end.</summary>
    public bool Kill()
    {
        _process.Kill();
        _process.WaitForExit();
        return _process.ExitCode != 0;
    }

    /// <summary>Waits for its own end, and gives what it told.</summary>
    public async Task<IReadOnlyCollection<BatchLine>> EndAsync(TimeSpan patience)
    {
        await _process.WaitForExitAsync().WaitAsync(patience);
        Assert.True(_process.ExitCode == 0, $"It ended with {_process.ExitCode}: {string.Join("\n", _errors)}");
        return _lines;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line?.Split(' ', 3) is [var word, var row, var text])
        {
            _lines.Enqueue(new BatchLine(word, row, text));
        }
    }
}
