using System.Diagnostics;
using System.Management.Automation;
using SoraPS.Core.Stages;
using SoraPS.Pipeline;

namespace SoraPS.ProgressBars;

/// <summary>The bars of one stage: one for the whole, and below it one for each moving item that there is room for.</summary>
/// <param name="activity">What the stage does.</param>
/// <param name="progress">How far it has come.</param>
/// <param name="write">Takes the records of an item's bar; the item is null for those of the whole.</param>
internal sealed class StageBars(string activity, StageProgress progress, Action<StageItem?, ProgressRecord> write)
{
    // What ends sooner shows no bar.
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(0.5);

    // Counting many items takes its time: it is done the more seldom, and takes a small part of one core at most.
    private const int RestPerWork = 20;
    private static readonly TimeSpan s_longestRest = TimeSpan.FromSeconds(3);
    private readonly long _since = Stopwatch.GetTimestamp();
    private readonly Dictionary<StageItem, ProgressBar> _items = [];
    private ProgressBar? _whole;
    private long _drawn;
    private TimeSpan _rest;

    /// <summary>Whether the estimate of the time left is shown, which changes every second.</summary>
    public bool ShowsTimeLeft { get; init; } = true;

    /// <summary>Whether the stage takes nothing yet, because the ledger is not open.</summary>
    public bool IsOpening { get; set; }

    /// <summary>Whether there is anything on the screen.</summary>
    public bool IsShown => _whole is not null;

    /// <summary>Shows how far the stage has come.</summary>
    /// <param name="room">For how many items there is room.</param>
    /// <returns>How many items are shown.</returns>
    public int Draw(int room)
    {
        if (Stopwatch.GetElapsedTime(_drawn) >= _rest)
        {
            long start = Stopwatch.GetTimestamp();
            DrawNow(room);
            _drawn = Stopwatch.GetTimestamp();
            TimeSpan rest = Stopwatch.GetElapsedTime(start, _drawn) * RestPerWork;
            _rest = rest < s_longestRest ? rest : s_longestRest;
        }

        return _items.Count;
    }

    /// <summary>How the stage stands, in a line of a log; null once all that came has ended.</summary>
    public string? Line()
    {
        IReadOnlyList<StageItem> open = progress.Open;
        if (IsOpening)
        {
            return $"{activity}: waiting for {StageItem.TheLedger}";
        }

        TimeSpan? left = progress.TimeLeft(open, Session.Client.Time.GetUtcNow());
        return open.Count == 0 ? null : $"{activity}: {ItemText.Status(progress, open, left)}";
    }

    /// <summary>Takes away the bar of an item that has ended.</summary>
    public void Complete(StageItem item)
    {
        if (_items.Remove(item, out ProgressBar? bar))
        {
            bar.Complete();
        }
    }

    /// <summary>Takes all bars away.</summary>
    public void Complete()
    {
        foreach (StageItem item in _items.Keys.ToArray())
        {
            Complete(item);
        }

        _whole?.Complete();
        _whole = null;
    }

    private void DrawNow(int room)
    {
        IReadOnlyList<StageItem> open = progress.Open;
        bool isHeldUp = IsOpening && Stopwatch.GetElapsedTime(_since) >= s_soon;
        if (_whole is null && !isHeldUp && (open.Count == 0 || progress.Elapsed < s_soon))
        {
            return;
        }

        _whole ??= new ProgressBar(activity, null, record => write(null, record));
        double? fraction = progress.IsInputComplete ? progress.Fraction(open) : null;
        TimeSpan? left = ShowsTimeLeft ? progress.TimeLeft(open, Session.Client.Time.GetUtcNow()) : null;
        _whole.Show(IsOpening ? $"Waiting for {StageItem.TheLedger}" : ItemText.Status(progress, open, left), fraction, left);
        DrawItems(open, room);
    }

    private void DrawItems(IReadOnlyList<StageItem> open, int room)
    {
        // A bar keeps its place until its item has ended; only then another one moves up.
        IEnumerable<StageItem> kept = _items.Keys.Where(item => progress.Find(item.Number) is not null);
        IEnumerable<StageItem> others = open.Where(item => item.Moving >= s_soon && !_items.ContainsKey(item));
        StageItem[] shown = [.. kept.Concat(others).Take(room)];
        foreach (StageItem gone in _items.Keys.Except(shown).ToArray())
        {
            Complete(gone);
        }

        foreach (StageItem item in shown)
        {
            if (!_items.TryGetValue(item, out ProgressBar? bar))
            {
                _items[item] = bar = new ProgressBar(RowTitle.Label(item.Input, item.Number), _whole, record => write(item, record));
            }

            bar.Show(ItemText.Status(item), item.Fraction, left: null);
        }
    }
}
