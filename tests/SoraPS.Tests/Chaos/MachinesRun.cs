using SoraPS.Core.Ledger;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Chaos;

/// <summary>
/// A batch at an emulator where much goes wrong, on six machines with one database, all of which are killed, frozen and cut off,
/// until one comes to its end alone.
/// </summary>
internal sealed class MachinesRun(VideoEmulator emulator, string folder, string data, int rows, int faults, int seed) : IDisposable
{
    private const int Machines = 6;
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);

    private readonly Random _random = new(seed);
    private readonly PostgresCluster _server = new();

    // One that is killed can be killed again once it is back.
    private readonly SemaphoreSlim _serverIsUp = new(1);
    private readonly SortedDictionary<string, int> _happened = new(StringComparer.Ordinal);
    private readonly List<Task> _underWay = [];
    private readonly List<EmulatorCounters> _counters = [];

    /// <summary>How often each fault happened.</summary>
    public string Faults => string.Join(", ", _happened.Select(one => $"{one.Value} {one.Key}"));

    /// <summary>Runs it to its end.</summary>
    public async Task<ChaosReport> RunAsync()
    {
        Batch batch = new(emulator, "OpenAI", Place(_server.Port), folder, rows);
        Machine[] machines = [.. Enumerable.Range(0, Machines).Select(_ => new Machine(batch, data, s_lease, Place, _server.Port))];
        using CancellationTokenSource enough = new();
        Task running = Task.WhenAll(machines.Select(machine => machine.RunAsync(enough.Token)));
        for (int fault = 0; fault < faults; fault++)
        {
            await PauseAsync(faults - fault);
            _underWay.Add(HappenAsync(machines[_random.Next(Machines)]));
            _counters.Add(emulator.Counters);
        }

        await Task.WhenAll(_underWay).WaitAsync(s_patience);
        await enough.CancelAsync();
        await running.WaitAsync(s_patience);
        Array.ForEach(machines, machine => machine.Dispose());
        using BatchProcess last = BatchProcess.Start(batch, data, s_lease);
        return await ChaosReport.ReadAsync(batch, await last.EndAsync(s_patience), _counters);
    }

    public void Dispose()
    {
        _server.Dispose();
        _serverIsUp.Dispose();
    }

    // What was said to be durable is durable, though the server need not outlive its machine here.
    private static string Place(int port) =>
        $"{ConnectionText.Scheme}Host=127.0.0.1;Port={port};Username=soraps;Database=postgres;Timeout=3;Command Timeout=4";

    private Task HappenAsync(Machine machine)
    {
        TimeSpan longer = s_lease + TimeSpan.FromSeconds(1 + (2 * _random.NextDouble()));
        (string name, Task task) = _random.Next(20) switch
        {
            < 9 => ("killed", machine.KillAsync()),
            < 14 => ("frozen", machine.FreezeAsync(longer)),
            < 18 => ("cut off", machine.HangAsync(longer)),
            _ => ("database killed", KillServerAsync()),
        };
        _happened[name] = _happened.GetValueOrDefault(name) + 1;
        return task;
    }

    private async Task KillServerAsync()
    {
        int pause = _random.Next(3000);
        await _serverIsUp.WaitAsync();
        try
        {
            _server.Kill();
            await Task.Delay(pause);
            _server.Restart();
        }
        finally
        {
            _serverIsUp.Release();
        }
    }

    // Spread over what is to be done, as far as anything is done.
    private async Task PauseAsync(int left)
    {
        int goal = Steps() + _random.Next(1, Math.Max(3, 2 * ((rows * 3 / 2) - Steps()) / left));
        long start = Environment.TickCount64;
        while (Steps() < goal && Environment.TickCount64 - start < s_longestPause.TotalMilliseconds)
        {
            await Task.Delay(5);
        }
    }

    private int Steps() => emulator.Counters.Creates + Directory.GetFiles(folder, "*.mp4").Length;
}
