namespace SoraPS.Core.Ledger.Sharing;

/// <summary>The runs at work in a client.</summary>
internal sealed class LedgerRuns(LedgerSource source)
{
    private readonly Lock _lock = new();
    private readonly HashSet<LedgerRun> _live = [];
    private readonly HashSet<string> _ended = [];
    private LedgerRun? _usual;

    /// <summary>A run of its own.</summary>
    public LedgerRun New() => new(this, source);

    /// <summary>A stage begins.</summary>
    /// <param name="run">Its run; null for the one that all stages share which name none.</param>
    /// <param name="stop">Cancelled when the stage is stopped.</param>
    public LedgerRun Join(LedgerRun? run, CancellationToken stop)
    {
        lock (_lock)
        {
            run ??= _usual is { HasEnded: false } usual ? usual : _usual = New();
            run = run.HasEnded ? New() : run;
            run.Join(stop);
            _live.Add(run);
            return run;
        }
    }

    /// <summary>A stage has ended; true if it was the run's last.</summary>
    public bool Leave(LedgerRun run)
    {
        lock (_lock)
        {
            if (!run.Leave())
            {
                return false;
            }

            _live.Remove(run);
            _ended.Add(run.Id);
            return true;
        }
    }

    /// <summary>Whether a run of this process was stopped or has ended: what the ledger says it holds is soon free.</summary>
    public bool IsEnding(string run)
    {
        lock (_lock)
        {
            return _ended.Contains(run) || _live.Any(one => one.Id == run && one.IsStopping);
        }
    }

    /// <summary>The run of this process that gives up a task, since no stage of it works on the task; null if there is none.</summary>
    public string? HandOver(string requestId, LedgerRun to) =>
        Live().FirstOrDefault(one => one != to && one.TryHandOver(requestId))?.Id;

    private LedgerRun[] Live()
    {
        lock (_lock)
        {
            return [.. _live];
        }
    }
}
