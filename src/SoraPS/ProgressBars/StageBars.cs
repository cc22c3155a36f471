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
    private readonly Dictionary<StageItem, Bar> _items = [];
    private Bar? _whole;

    /// <summary>Whether the estimate of the time left is shown, which changes every second.</summary>
    public bool ShowsTimeLeft { get; init; } = true;

    /// <summary>Whether there is anything on the screen.</summary>
    public bool IsShown => _whole is not null;

    /// <summary>Shows how far the stage has come.</summary>
    /// <param name="room">For how many items there is room.</param>
    /// <returns>How many items are shown.</returns>
    public int Draw(int room)
    {
        IReadOnlyList<StageItem> open = progress.Open;
        if (_whole is null && (open.Count == 0 || progress.Elapsed < s_soon))
        {
            return 0;
        }

        _whole ??= new Bar(activity, null, record => write(null, record));
        double? fraction = progress.IsInputComplete ? progress.Fraction(open) : null;
        TimeSpan? left = ShowsTimeLeft ? progress.TimeLeft(open, Session.Client.Time.GetUtcNow()) : null;
        _whole.Show(ItemText.Status(progress, open), fraction, left);
        return DrawItems(open, room);
    }

    /// <summary>Takes away the bar of an item that has ended.</summary>
    public void Complete(StageItem item)
    {
        if (_items.Remove(item, out Bar? bar))
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

    private int DrawItems(IReadOnlyList<StageItem> open, int room)
    {
        // A bar keeps its place until its item has ended; only then another one moves up.
        IEnumerable<StageItem> moving = open.Where(item => item.Moving >= s_soon);
        StageItem[] shown = [.. moving.OrderBy(item => !_items.ContainsKey(item)).Take(room)];
        foreach (StageItem gone in _items.Keys.Except(shown).ToArray())
        {
            Complete(gone);
        }

        foreach (StageItem item in shown)
        {
            if (!_items.TryGetValue(item, out Bar? bar))
            {
                _items[item] = bar = new Bar(ItemText.Label(item.Input), _whole, record => write(item, record));
            }

            bar.Show(ItemText.Status(item), item.Fraction, left: null);
        }

        return shown.Length;
    }
}
