namespace SoraPS.Core.Callbacks;

/// <summary>
/// What callbacks have said: that a task is worth a look, and nothing more. Known by its request id or its gateway's id. Hints are
/// remembered for waits that begin later.
/// </summary>
/// <param name="most">How many tasks are remembered; of more, the oldest are forgotten and polled as if there were no callbacks.</param>
internal sealed class CallbackHints(int most = 100_000)
{
    private readonly Lock _lock = new();

    // Whether it was called back about; else a callback is expected.
    private readonly Dictionary<string, bool> _tasks = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldestFirst = new();

    /// <summary>Raised once for each task that is called back about, with its id, on whichever thread takes the callback.</summary>
    public event Action<string>? Called;

    /// <summary>A gateway is told an address for a task.</summary>
    public void Expect(string requestId)
    {
        lock (_lock)
        {
            Remember(requestId, isCalled: false);
        }
    }

    /// <summary>No callbacks come any more.</summary>
    public void ExpectNone()
    {
        lock (_lock)
        {
            foreach (string id in _tasks.Where(task => !task.Value).Select(task => task.Key).ToArray())
            {
                _tasks.Remove(id);
            }
        }
    }

    /// <summary>A callback came; false if one about that task came before, which changes nothing.</summary>
    public bool Call(string id)
    {
        lock (_lock)
        {
            if (_tasks.TryGetValue(id, out bool isCalled) && isCalled)
            {
                return false;
            }

            Remember(id, isCalled: true);
        }

        Called?.Invoke(id);
        return true;
    }

    /// <summary>Whether a callback about a task is still to come.</summary>
    public bool IsExpected(SoraTask task)
    {
        lock (_lock)
        {
            return _tasks.TryGetValue(task.RequestId, out bool isCalled) && !isCalled && !IsCalled(task.Id);
        }
    }

    /// <summary>Whether a callback about a task has come.</summary>
    public bool HasCalled(SoraTask task)
    {
        lock (_lock)
        {
            return IsCalled(task.RequestId) || IsCalled(task.Id);
        }
    }

    private bool IsCalled(string? id) => id is not null && _tasks.GetValueOrDefault(id);

    private void Remember(string id, bool isCalled)
    {
        if (!_tasks.TryAdd(id, isCalled))
        {
            _tasks[id] |= isCalled;
            return;
        }

        _oldestFirst.Enqueue(id);
        while (_oldestFirst.Count > most)
        {
            _tasks.Remove(_oldestFirst.Dequeue());
        }
    }
}
