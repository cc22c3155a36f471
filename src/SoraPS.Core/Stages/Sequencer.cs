namespace SoraPS.Core.Stages;

/// <summary>
/// Lets items that are worked on at once decide something one after another, in the order in which they came. Each is
/// numbered from 0 and must pass at last, whether it had something to decide or not.
/// </summary>
internal sealed class Sequencer
{
    private readonly Lock _lock = new();
    private readonly HashSet<long> _released = [];
    private readonly Dictionary<long, TaskCompletionSource> _waiting = [];
    private long _next;

    /// <summary>Completes once every earlier item has passed.</summary>
    public Task WaitAsync(long number, CancellationToken ct)
    {
        lock (_lock)
        {
            if (number <= _next)
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting[number] = turn;
            return turn.Task.WaitAsync(ct);
        }
    }

    /// <summary>The item decides nothing more; more than once is the same as once.</summary>
    public void Release(long number)
    {
        lock (_lock)
        {
            if (number >= _next)
            {
                _released.Add(number);
            }

            while (_released.Remove(_next))
            {
                _next++;
            }

            if (_waiting.Remove(_next, out TaskCompletionSource? turn))
            {
                turn.SetResult();
            }
        }
    }
}
