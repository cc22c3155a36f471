namespace SoraPS.Emulator.Tasks;

/// <summary>The tasks of one dialect.</summary>
internal sealed class TaskStore(string dialect, EmulatorOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, VideoTask> _byId = new(StringComparer.Ordinal);
    private readonly List<VideoTask> _inOrder = [];
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private readonly Queue<DateTimeOffset> _ends = new();

    /// <summary>Made, duplicates, most per row.</summary>
    public (int Made, int Duplicates, int MostPerRow) Totals
    {
        get
        {
            lock (_gate)
            {
                int made = _rows.Values.Sum();
                return (made, made - _rows.Count, _rows.Values.DefaultIfEmpty().Max());
            }
        }
    }

    /// <summary>Makes a task, or gives null when too many are unfinished.</summary>
    public VideoTask? TryMake(VideoOrder order, string rowKey, string id)
    {
        DateTimeOffset now = options.TimeProvider.GetUtcNow();
        lock (_gate)
        {
            // All tasks take equally long, so they end in the order in which they were made.
            while (_ends.TryPeek(out DateTimeOffset end) && end <= now)
            {
                _ends.Dequeue();
            }

            if (_ends.Count >= options.ConcurrencyLimit)
            {
                return null;
            }

            int ordinal = _rows.GetValueOrDefault(rowKey);
            _rows[rowKey] = ordinal + 1;
            VideoTask task = new()
            {
                Id = id,
                Dialect = dialect,
                Order = order,
                OrderKey = rowKey,
                Ordinal = ordinal,
                MadeAt = now,
                EndsAt = now + options.GenerationTime,
            };
            _byId[id] = task;
            _inOrder.Add(task);
            _ends.Enqueue(task.EndsAt);
            return task;
        }
    }

    public VideoTask? Find(string id)
    {
        lock (_gate)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    public void Remove(VideoTask task)
    {
        lock (_gate)
        {
            if (_byId.Remove(task.Id))
            {
                _inOrder.Remove(task);
            }
        }
    }

    /// <summary>Some of the tasks in their order.</summary>
    /// <param name="after">The id that they come after, none if there is no such task; null to begin with the first.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="isNewestFirst">Whether the first is the newest.</param>
    public List<VideoTask> Page(string? after, int most, bool isNewestFirst)
    {
        lock (_gate)
        {
            int step = isNewestFirst ? -1 : 1;
            int place = after is not null ? _byId.TryGetValue(after, out VideoTask? last) ? _inOrder.LastIndexOf(last) + step : -1
                : isNewestFirst ? _inOrder.Count - 1 : 0;
            List<VideoTask> page = [];
            for (; place >= 0 && place < _inOrder.Count && page.Count < most; place += step)
            {
                page.Add(_inOrder[place]);
            }

            return page;
        }
    }

    /// <summary>All tasks, oldest first.</summary>
    public IReadOnlyList<VideoTask> List()
    {
        lock (_gate)
        {
            return [.. _inOrder];
        }
    }
}
