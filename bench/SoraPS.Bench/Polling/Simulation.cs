using System.Globalization;
using SoraPS.Core;
using SoraPS.Core.Connections;
using SoraPS.Core.Dialects;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Polling;
using SoraPS.Core.Stages;

namespace SoraPS.Bench.Polling;

/// <summary>Drives drawn tasks through the real <see cref="WaitStage"/>, on a clock that needs no real time.</summary>
internal static class Simulation
{
    private const string Provider = "Simulated";

    /// <summary>Waits for a batch.</summary>
    /// <param name="tasks">The batch, in the order in which it is made.</param>
    /// <param name="ledger">What earlier batches left, and where this one leaves what it learned.</param>
    /// <param name="interval">A fixed interval instead of the stage's own schedule; null for that.</param>
    public static async Task<Outcome> WaitAsync(
        Drawn[] tasks, SimulatedLedger ledger, TimeSpan? interval)
    {
        SimulatedClock clock = new(ledger.End);
        DateTimeOffset start = clock.GetUtcNow();
        using SimulatedGateway gateway = new(clock, start, tasks);
        using SoraClient client = new(clock, new LedgerSource(_ => ledger)) { Handler = gateway };
        Uri address = new("http://simulated.invalid");
        client.Connections.Set(new Connection
        {
            Name = Provider,
            Dialect = DialectCatalog.Find("OpenAI")!,
            BaseUri = address,
            KeyVariable = "SORAPS_BENCH_NO_KEY",
        });
        WaitStage stage = client.Wait(new WaitOptions { PollInterval = interval });
        await using (stage.ConfigureAwait(false))
        {
            Drive(stage, clock, start, tasks, index => new SoraTask
            {
                RequestId = index.ToString(CultureInfo.InvariantCulture),
                Id = index.ToString(CultureInfo.InvariantCulture),
                Provider = Provider,
                Endpoint = address,
                Model = "sora-2",
                State = SoraTaskState.Running,
                CreatedAt = clock.GetUtcNow(),
            });
        }

        return gateway.Outcome();
    }

    private static void Drive(
        WaitStage stage, SimulatedClock clock, DateTimeOffset start, Drawn[] tasks, Func<int, SoraTask> make)
    {
        int posted = 0;
        int ended = 0;
        bool IsIdle()
        {
            while (stage.Events.TryRead(out StageEvent<SoraTask>? happened))
            {
                ended += happened is StageEvent<SoraTask>.Produced ? 1 : 0;
            }

            return ended == posted;
        }

        while (posted < tasks.Length || ended < posted)
        {
            DateTimeOffset? due = clock.AwaitDue(IsIdle);
            DateTimeOffset? next = posted < tasks.Length ? start + TimeSpan.FromSeconds(tasks[posted].MadeAt) : null;
            if (next is { } arrival && (due is null || arrival <= due))
            {
                clock.MoveTo(arrival);
                stage.TryPost(make(posted++));
                clock.Fire();
            }
            else if (due is { } moment)
            {
                clock.MoveTo(moment);
                clock.Fire();
            }
        }
    }
}
