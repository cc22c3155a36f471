using System.Diagnostics;

namespace SoraPS.Core.Stages;

/// <summary>One item in the hands of a stage: kept up to date by the stage, read by its host from any thread.</summary>
public sealed class StageItem
{
    /// <summary>What a wait for the ledger is called, which other programs may have locked.</summary>
    public const string TheLedger = "the ledger";

    /// <summary>What a wait for an earlier row of the same name is called.</summary>
    public const string AnEarlierRow = "an earlier row of its name";

    // A shorter wait is none.
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(0.5);
    private Func<(long Done, long? Total)>? _measure;
    private volatile Snapshot _snapshot = new(null, null, null);
    private long _movingSince;
    private long _pausedUntil;
    private volatile Wait? _wait;

    internal StageItem(int number, object input)
    {
        Number = number;
        Input = input;
    }

    /// <summary>Its place in the order in which the items were posted, from 0.</summary>
    public int Number { get; }

    /// <summary>What was posted.</summary>
    public object Input { get; }

    /// <summary>The task's state as last seen; null where the stage does not know it.</summary>
    public SoraTaskState? State => _snapshot.State;

    /// <summary>Bytes fetched, and of the whole file if the server says; null where nothing is fetched.</summary>
    public (long Done, long? Total)? Bytes => _measure?.Invoke();

    /// <summary>How long it has been worked on; null while it waits for its turn, here or at the gateway.</summary>
    public TimeSpan? Moving =>
        Volatile.Read(ref _movingSince) is > 0 and long since ? Stopwatch.GetElapsedTime(since) : null;

    /// <summary>Time until a request that failed is sent again; null if none waits for that.</summary>
    public TimeSpan? RetriesIn =>
        Volatile.Read(ref _pausedUntil) - Stopwatch.GetTimestamp() is > 0 and long left ? Stopwatch.GetElapsedTime(0, left) : null;

    /// <summary>How much of it is done, 0 to 1; null if that is not known.</summary>
    public double? Fraction => Bytes is (var done, > 0 and var total) ? Math.Min(1, (double)done / total) : _snapshot.Fraction;

    /// <summary>When it will probably end; null if that is not known.</summary>
    public DateTimeOffset? ExpectedEnd => _snapshot.End;

    /// <summary>Who must end first, such as 'process 4711 on render-2'; null if nobody must, or it was only asked just now.</summary>
    public string? HeldUpBy => _wait is { } wait && Stopwatch.GetElapsedTime(wait.Since) >= s_soon ? wait.For : null;

    /// <summary>Whether its result is the task of an earlier run.</summary>
    public bool IsReturned { get; internal set; }

    internal StageOutcome Outcome { get; set; }

    /// <summary>What <see cref="HeldUpBy"/> tells if it takes long.</summary>
    internal string? WaitsFor
    {
        get => _wait?.For;
        set => _wait = value is null ? null : new Wait(value, Stopwatch.GetTimestamp());
    }

    /// <summary>Work on it begins.</summary>
    internal void Begin() => Interlocked.CompareExchange(ref _movingSince, Stopwatch.GetTimestamp(), 0);

    /// <summary>A request about it failed and is sent again after a pause.</summary>
    internal void Pause(TimeSpan pause) =>
        Volatile.Write(ref _pausedUntil, Stopwatch.GetTimestamp() + (long)(pause.TotalSeconds * Stopwatch.Frequency));

    /// <summary>The gateway answered about it.</summary>
    internal void Update(SoraTask task, DateTimeOffset? expectedEnd)
    {
        _snapshot = new(task.State, Math.Clamp(task.Progress / 100.0 ?? 0, 0, 1), expectedEnd);
        if (task.State is not SoraTaskState.Queued)
        {
            Begin();
        }
    }

    /// <summary>It is known when it will probably end.</summary>
    internal void Expect(DateTimeOffset end) => _snapshot = _snapshot with { End = end };

    /// <summary>Something is fetched for it; how much is asked only when it is shown.</summary>
    internal void Measure(Func<(long Done, long? Total)> bytes) => _measure = bytes;

    private sealed record Wait(string For, long Since);

    private sealed record Snapshot(SoraTaskState? State, double? Fraction, DateTimeOffset? End);
}
