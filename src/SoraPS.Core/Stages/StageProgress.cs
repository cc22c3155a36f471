using System.Collections.Concurrent;
using System.Diagnostics;

namespace SoraPS.Core.Stages;

/// <summary>How far a stage has come: kept by the stage, read by its host from any thread.</summary>
public sealed class StageProgress
{
    private readonly ConcurrentDictionary<int, StageItem> _open = new();
    private int _taken;
    private int _done;
    private int _failed;
    private int _held;
    private long _since;

    /// <summary>Items posted so far.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Items that ended with a result.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>Items that failed.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>Items that were left to other runs, which work on them.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>No more items will come.</summary>
    public bool IsInputComplete { get; internal set; }

    /// <summary>Time since the first item was posted; zero before that.</summary>
    public TimeSpan Elapsed =>
        Volatile.Read(ref _since) is > 0 and long since ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Items that have not ended, in the order in which they were posted.</summary>
    public IReadOnlyList<StageItem> Open => [.. _open.Values.OrderBy(item => item.Number)];

    /// <summary>Whether only some items are worked on at a time: then their rate says how long the rest takes.</summary>
    internal bool IsInTurns { get; set; }

    /// <summary>An item that has not ended, by its number; null if it has.</summary>
    public StageItem? Find(int number) => _open.GetValueOrDefault(number);

    /// <summary>How much of what was posted is done, 0 to 1.</summary>
    /// <param name="open">What <see cref="Open"/> gave.</param>
    public double Fraction(IReadOnlyCollection<StageItem> open) =>
        Taken == 0 ? 0 : (Math.Max(0, Taken - open.Count) + open.Sum(item => item.Fraction ?? 0)) / Taken;

    /// <summary>How long it will take to the end; null while that cannot be known.</summary>
    /// <param name="open">What <see cref="Open"/> gave.</param>
    /// <param name="now">The time by the client's clock.</param>
    public TimeSpan? TimeLeft(IReadOnlyCollection<StageItem> open, DateTimeOffset now)
    {
        if (!IsInputComplete || open.Count == 0)
        {
            return null;
        }

        if (IsInTurns)
        {
            return Fraction(open) is > 0 and double fraction ? Elapsed * ((1 - fraction) / fraction) : null;
        }

        // Tasks run side by side: the last one counts, and one of unknown end leaves it open.
        bool isKnown = open.All(item => item.ExpectedEnd is not null);
        TimeSpan? left = isKnown ? open.Max(item => item.ExpectedEnd) - now : null;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    /// <summary>An item is posted.</summary>
    internal StageItem Add(object input)
    {
        StageItem item = new(_taken, input);
        Interlocked.CompareExchange(ref _since, Stopwatch.GetTimestamp(), 0);
        _open[item.Number] = item;
        Interlocked.Increment(ref _taken);
        return item;
    }

    /// <summary>There was no room for the item that was added last.</summary>
    internal void TakeBack(StageItem item)
    {
        Interlocked.Decrement(ref _taken);
        _open.TryRemove(item.Number, out _);
    }

    /// <summary>Nothing more will happen to an item; false if that was known.</summary>
    internal bool TryEnd(StageItem item)
    {
        if (!_open.TryRemove(item.Number, out _))
        {
            return false;
        }

        switch (item.Outcome)
        {
            case StageOutcome.Done:
                Interlocked.Increment(ref _done);
                break;
            case StageOutcome.Failed:
                Interlocked.Increment(ref _failed);
                break;
            case StageOutcome.Held:
                Interlocked.Increment(ref _held);
                break;
        }

        return true;
    }
}
