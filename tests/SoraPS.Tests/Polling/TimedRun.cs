using SoraPS.Core;
using SoraPS.Core.Connections;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Polling;
using SoraPS.Core.Stages;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Polling;

/// <summary>Waits for tasks of a <see cref="TimedGateway"/>; the clock moves only when nothing happens at its present time.</summary>
internal sealed class TimedRun(ManualTimeProvider clock, TimedGateway gateway, LedgerSource ledgers)
{
    public TimeSpan? Interval { get; init; }

    public TimeSpan? ConnectionInterval { get; init; }

    public int RequestsPerMinute { get; init; } = 1_000_000;

    /// <summary>Whether each task waits for its first poll before the next is handed over.</summary>
    public bool IsInOrder { get; init; }

    public TimeSpan? Timeout { get; init; }

    /// <summary>Other providers at the same server.</summary>
    public string[] Copies { get; init; } = [];

    public Action? Posted { get; init; }

    /// <summary>Waits for waves of tasks; each is made when the one before has ended, all in one run.</summary>
    public async Task<IReadOnlyList<SoraTask>> WaitAsync(PipelineResult result, params Func<SoraTask[]>[] waves)
    {
        using SoraClient client = new(clock, ledgers) { Handler = gateway };
        client.Connections.Set(client.Connections.Find("OpenAI")! with
        {
            BaseUri = new Uri("http://timed.invalid"),
            SessionKey = new ApiKey("some-key"),
            PollInterval = ConnectionInterval,
            RequestsPerMinute = RequestsPerMinute,
        });
        foreach (string copy in Copies)
        {
            client.Connections.Set(client.Connections.Find("OpenAI")! with { Name = copy });
        }

        await using WaitStage stage = client.Wait(
            new WaitOptions { PollInterval = Interval, Timeout = Timeout, Detail = new Verbosity(Lines: true, Bodies: true) });
        List<SoraTask> tasks = [];
        Task<bool> drained = DrainAsync();
        foreach (Func<SoraTask[]> wave in waves)
        {
            tasks.AddRange(wave());
            foreach (SoraTask task in tasks.Skip(stage.Progress.Taken).ToArray())
            {
                Assert.True(stage.TryPost(task));
                if (IsInOrder)
                {
                    await Eventually.TrueAsync(() => IsResting(), "the task's place in the queue");
                }
            }

            Posted?.Invoke();
            while (!HasEnded())
            {
                await Eventually.TrueAsync(() => IsResting() || HasEnded(), "the wait for the next poll");
                if (IsResting())
                {
                    clock.AdvanceToNext();
                }
            }
        }

        stage.Complete();
        await drained.WaitAsync(TestPipeline.Timeout);
        return tasks;

        bool IsResting() => stage.RestsUntil(gateway.Pending) is not null;

        bool HasEnded() => stage.Progress.Open.Count == 0;

        async Task<bool> DrainAsync()
        {
            await stage.DrainAsync(happened => result.Note(happened, result.Ended.Add), CancellationToken.None);
            return true;
        }
    }
}
