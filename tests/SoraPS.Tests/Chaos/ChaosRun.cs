using SoraPS.Emulator;

namespace SoraPS.Tests.Chaos;

/// <summary>
/// A batch at an emulator where much goes wrong, in a process that is killed again and again, until one comes to its
/// end.
/// </summary>
internal sealed class ChaosRun(Batch batch, int kills, int seed)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Random _random = new(seed);
    private readonly List<EmulatorCounters> _killedAt = [];

    /// <summary>What the emulator does wrong: about a tenth of all requests, each kind where it hurts.</summary>
    public static EmulatorOptions Trouble(int seed) => new()
    {
        ApiKey = $"sk-chaos-{seed}",
        GenerationTime = TimeSpan.FromMilliseconds(300),
        FileSize = 1_200_000,
        Seed = seed,
        Faults =
        [
            Fault(EmulatorFaultKind.LostReply, EmulatorOperation.Create, 0.03),
            Fault(EmulatorFaultKind.ErrorAfter, EmulatorOperation.Create, 0.03),
            Fault(EmulatorFaultKind.Reset, EmulatorOperation.Create, 0.03),
            Later(EmulatorFaultKind.RateLimited, EmulatorOperation.Create),
            Later(EmulatorFaultKind.ErrorBefore, EmulatorOperation.Create) with { Status = 503 },
            Fault(EmulatorFaultKind.ErrorBefore, EmulatorOperation.Status, 0.04),
            Fault(EmulatorFaultKind.Reset, EmulatorOperation.Status, 0.04),
            Fault(EmulatorFaultKind.TruncatedDownload, EmulatorOperation.Download, 0.1),
            Fault(EmulatorFaultKind.Reset, EmulatorOperation.Download, 0.04),
            Later(EmulatorFaultKind.RateLimited, EmulatorOperation.Download),
        ],
    };

    /// <summary>Runs it to its end, killing it at least as often as asked if it lasts that long.</summary>
    public async Task<ChaosReport> RunAsync()
    {
        while (true)
        {
            using BatchProcess child = BatchProcess.Start(batch);
            if (_killedAt.Count < kills + (kills / 2) && await IsKilledAsync(child))
            {
                continue;
            }

            IReadOnlyCollection<BatchLine> lines = await child.EndAsync(s_patience);
            return await ChaosReport.ReadAsync(batch, lines, _killedAt);
        }
    }

    // Most moments are counted in what has been done, so that they are spread over the whole run on any machine. Some
    // come soon after the start, while the ledger is opened and taken up.
    private async Task<bool> IsKilledAsync(BatchProcess child)
    {
        bool isEarly = _random.Next(4) == 0;
        int lives = Math.Max(2, kills - _killedAt.Count + 1);
        int steps = isEarly ? 0 : _random.Next(1, Math.Max(10, 2 * StepsLeft() / lives));
        int delay = _random.Next(isEarly ? 600 : 30);
        int goal = Steps() + steps;
        while (!child.HasEnded && Steps() < goal)
        {
            await Task.Delay(1);
        }

        await Task.Delay(delay);
        EmulatorCounters counters = batch.Emulator.Counters;
        if (!child.Kill())
        {
            return false;
        }

        _killedAt.Add(counters);
        return true;
    }

    private int Steps() => batch.Emulator.Counters.Creates + Directory.GetFiles(batch.Folder, "*.mp4").Length;

    // A step is a row sent or a file saved. Some rows are sent twice, because they surely were not taken; more have no
    // file, because they are Unknown: rather too few are expected, so that the kills do not come too late.
    private int StepsLeft() => (batch.Rows * 8 / 5) - Steps();

    private static EmulatorFault Fault(EmulatorFaultKind kind, EmulatorOperation on, double rate) =>
        new() { Kind = kind, On = on, Rate = rate };

    private static EmulatorFault Later(EmulatorFaultKind kind, EmulatorOperation on) => Fault(kind, on, 0.04) with
    {
        RetryAfter = TimeSpan.FromMilliseconds(50),
        RetryAfterForm = RetryAfterForm.Milliseconds,
    };
}
