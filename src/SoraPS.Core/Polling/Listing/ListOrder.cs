namespace SoraPS.Core.Polling.Listing;

/// <summary>The tasks of a stage at one gateway, in the order in which they were made. Not thread-safe.</summary>
internal sealed class ListOrder
{
    private const int PageSize = 100;

    // Tasks of the same moment may be listed in another order than they were handed over in.
    private const int Margin = 10;

    // So many that are gone make it worth to forget them.
    private const int ManyGone = 1000;

    // Also those that are gone: the list has them still.
    private readonly List<ListedTask> _oldestFirst = [];
    private readonly Dictionary<string, ListedTask> _byId = new(StringComparer.Ordinal);
    private int _gone;

    /// <summary>Adds a task.</summary>
    public void Add(ListedTask task)
    {
        int place = _oldestFirst.BinarySearch(task);
        _oldestFirst.Insert(place < 0 ? ~place : place, task);
        _byId[task.Id] = task;
    }

    /// <summary>Nobody waits for a task any more.</summary>
    public void Remove(ListedTask task)
    {
        task.IsGone = true;
        if (++_gone >= ManyGone)
        {
            int kept = _oldestFirst.FindIndex(one => !one.IsGone);
            kept = kept < 0 ? _oldestFirst.Count : kept;
            _oldestFirst.Take(kept).ToList().ForEach(one => _byId.Remove(one.Id));
            _oldestFirst.RemoveRange(0, kept);
            _gone = 0;
        }
    }

    /// <summary>The task of an id; null if it is none of ours.</summary>
    public ListedTask? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Divides tasks among pages of the list, each of which probably shows all of its own.</summary>
    /// <param name="due">The tasks.</param>
    /// <param name="skipsFirst">To do without the first page: one may then begin after the newest of its tasks, which it lacks.</param>
    /// <returns>For each page the id that it comes after, null for the first one, and its tasks, the newest first.</returns>
    public IEnumerable<(string? After, List<ListedTask> Tasks)> Divide(IEnumerable<ListedTask> due, bool skipsFirst)
    {
        List<ListedTask> tasks = [];
        int newest = 0;
        foreach (ListedTask task in due.OrderDescending())
        {
            int place = _oldestFirst.BinarySearch(task);
            if (newest - place >= PageSize - (2 * Margin))
            {
                yield return (Before(newest, skipsFirst), tasks);
                tasks = [];
            }

            newest = tasks.Count == 0 ? place : newest;
            tasks.Add(task);
        }

        yield return (Before(newest, skipsFirst), tasks);
    }

    private string? Before(int place, bool skipsFirst) =>
        place + Margin + 1 < _oldestFirst.Count ? _oldestFirst[place + Margin + 1].Id
        : skipsFirst ? _oldestFirst[^1].Id
        : null;
}
