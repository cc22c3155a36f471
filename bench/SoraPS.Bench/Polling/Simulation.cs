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
    /// <param name="server">What the server is like; by default it answers at once and has no list.</param>
    public static async Task<Outcome> WaitAsync(
        Drawn[] tasks, SimulatedLedger ledger, TimeSpan? interval, SimulatedServer server = default)
    {
        SimulatedClock clock = new(ledger.End);
        DateTimeOffset start = clock.GetUtcNow();
        using SimulatedGateway gateway = new(clock, start, tasks, server);
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
        double[] late;
        await using (stage.ConfigureAwait(false))
        {
            late = Drive(stage, gateway, clock, start, tasks, index => new SoraTask
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

        return new Outcome(
            late.Where((_, index) => !tasks[index].Fails).Average(), (double)gateway.Requests / tasks.Length);
    }

    // Gives for each task how many seconds after its end it was seen.
    private static double[] Drive(
        WaitStage stage, SimulatedGateway gateway, SimulatedClock clock, DateTimeOffset start, Drawn[] tasks, Func<int, SoraTask> make)
    {
        double[] late = new double[tasks.Length];
        int posted = 0;
        for (int ended = 0; ended < tasks.Length;)
        {
            DateTimeOffset due = AwaitRest(stage, gateway);
            while (stage.Events.TryRead(out StageEvent<SoraTask>? happened))
            {
                if (happened is StageEvent<SoraTask>.Produced { Item.Id: { } id })
                {
                    int index = int.Parse(id, CultureInfo.InvariantCulture);
                    late[index] = (clock.GetUtcNow() - start).TotalSeconds - tasks[index].MadeAt - tasks[index].Seconds;
                    ended++;
                }
            }

            DateTimeOffset made = posted < tasks.Length ? start + TimeSpan.FromSeconds(tasks[posted].MadeAt) : DateTimeOffset.MaxValue;
            DateTimeOffset answered = gateway.NextAnswer ?? DateTimeOffset.MaxValue;
            DateTimeOffset next = new[] { due, made, answered }.Min();
            if (next == DateTimeOffset.MaxValue)
            {
                continue;
            }

            clock.MoveTo(next);
            if (next == answered)
            {
                gateway.Answer();
            }
            else if (next == made)
            {
                stage.TryPost(make(posted++));
            }

            clock.Fire();
        }

        return late;
    }

    private static DateTimeOffset AwaitRest(WaitStage stage, SimulatedGateway gateway)
    {
        SpinWait wait = default;
        DateTimeOffset? due;
        while ((due = stage.RestsUntil(gateway.Pending)) is null)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        return due.Value;
    }
}
