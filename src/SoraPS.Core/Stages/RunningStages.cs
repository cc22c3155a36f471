using System.Collections.Concurrent;
using SoraPS.Core.Gateways;

namespace SoraPS.Core.Stages;

/// <summary>
/// The stages at work in a process. One that its host leaves before it has ended goes on in the background: an answer that is under
/// way may name a task that is paid for, and the process must not end before that is written down.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class RunningStages(TimeProvider time)
{
    // A stop may take a second; an answer that is nearly here is then known when it is over.
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(700);

    // After the last answer, a ledger that another program holds is waited for.
    private static readonly TimeSpan s_longestEnd = Gateway.Grace + TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<IAsyncDisposable, Action> _stages = new();
    private volatile bool _isEnding;

    /// <summary>Counts a stage as at work; false once the process ends, when nothing more may begin.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="stop">Stops the stage and its host; only signals.</param>
    public bool TryAdd(IAsyncDisposable stage, Action stop)
    {
        _stages[stage] = stop;
        return !_isEnding || !_stages.TryRemove(stage, out _);
    }

    /// <summary>Stops a stage; completes when it has ended, or else after a moment, while it ends in the background.</summary>
    public async Task LeaveAsync(IAsyncDisposable stage)
    {
        Task end = EndAsync(stage);
        await Task.WhenAny(end, Task.Delay(s_moment, time)).ConfigureAwait(false);
        if (end.IsCompleted)
        {
            await end.ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Stops all stages, for good; completes when they have ended, or after a minute and a half: what is then still unanswered is
    /// recovered as Unknown by the next process that opens the ledger.
    /// </summary>
    /// <param name="waits">Called if that takes longer than a moment.</param>
    public async Task EndAllAsync(Action waits)
    {
        _isEnding = true;
        foreach (Action stop in _stages.Values)
        {
            stop();
        }

        Task end = Task.WhenAll(_stages.Keys.Select(EndAsync));
        await Task.WhenAny(end, Task.Delay(s_moment, time)).ConfigureAwait(false);
        if (!end.IsCompleted)
        {
            waits();
            await Task.WhenAny(end, Task.Delay(s_longestEnd, time)).ConfigureAwait(false);
        }
    }

    private async Task EndAsync(IAsyncDisposable stage)
    {
        try
        {
            await stage.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _stages.TryRemove(stage, out _);
        }
    }
}
