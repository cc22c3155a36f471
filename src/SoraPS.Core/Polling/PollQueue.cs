using System.Runtime.CompilerServices;
using System.Threading.Channels;
using static SoraPS.Core.Polling.Bounds;

namespace SoraPS.Core.Polling;

/// <summary>
/// Tasks by the time at which each is to be polled next: hands them out when they are due, up to a number at once. Thread-safe, for
/// one reader.
/// </summary>
internal sealed class PollQueue : IAsyncDisposable
{
    private readonly SteadyClock _clock;
    private readonly int _throttle;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<PolledTask, DateTimeOffset> _due = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(1);
    private readonly ITimer _timer;
    private DateTimeOffset _wakesAt;
    private int _busy;
    private bool _isComplete;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="clock">The clock that polls are due by.</param>
    /// <param name="throttle">With so many tasks in hand, no other is handed out.</param>
    public PollQueue(SteadyClock clock, int throttle)
    {
        (_clock, _throttle) = (clock, throttle);
        _timer = clock.CreateTimer(Wake);
    }

    /// <summary>
    /// Until when nothing happens, as far as it is up to the queue: when the next poll is due, or for good if none is; null if something
    /// happens now.
    /// </summary>
    /// <param name="waiting">How many of the tasks in hand wait for an answer.</param>
    public DateTimeOffset? RestsUntil(int waiting)
    {
        lock (_lock)
        {
            DateTimeOffset? next = _busy >= _throttle || !TryPeek(out DateTimeOffset due) ? DateTimeOffset.MaxValue
                : due == _wakesAt && due > _clock.Now ? due : null;
            return _busy == waiting ? next : null;
        }
    }

    /// <summary>A task is in hand, and not in the queue, until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_lock)
        {
            _busy++;
        }
    }

    /// <summary>A task is no longer in hand: it was put into the queue again, or needs no more polls.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _busy--;
        }

        Wake();
    }

    /// <summary>Puts a task that is in hand into the queue, to be polled after a time, and at its deadline at the latest.</summary>
    public void Enqueue(PolledTask task, TimeSpan after)
    {
        DateTimeOffset now = _clock.Now;
        lock (_lock)
        {
            DateTimeOffset due = task.IsHastened ? now : now + after;
            task.Due = Min(due, task.Deadline);
            _due.Enqueue(task, task.Due.Value);
        }
    }

    /// <summary>Makes a task due at once; one that is in hand, when it is put into the queue again.</summary>
    public void Hasten(PolledTask task)
    {
        lock (_lock)
        {
            task.IsHastened = true;
            if (task.Due is not null)
            {
                task.Due = _clock.Now;
                _due.Enqueue(task, task.Due.Value);
            }
        }

        Wake();
    }

    /// <summary>Brings tasks in the queue forward.</summary>
    /// <param name="wait">After what time to poll a task, if that is sooner than it is due; null where nothing changes.</param>
    public void Hasten(Func<PolledTask, TimeSpan?> wait)
    {
        DateTimeOffset now = _clock.Now;
        lock (_lock)
        {
            PolledTask[] waiting = [.. _due.UnorderedItems.Where(item => item.Element.Due == item.Priority).Select(item => item.Element)];
            _due.Clear();
            foreach (PolledTask task in waiting)
            {
                DateTimeOffset due = wait(task) is { } left ? now + left : DateTimeOffset.MaxValue;
                task.Due = Min(Max(due, task.NotBefore), task.Due!.Value);
                _due.Enqueue(task, task.Due.Value);
            }
        }

        Wake();
    }

    /// <summary>No more tasks will come.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
        }

        Wake();
    }

    /// <summary>The tasks as they become due, each in hand until <see cref="Release"/>; ends once all are done.</summary>
    public async IAsyncEnumerable<PolledTask> DueAsync([EnumeratorCancellation] CancellationToken ct)
    {
        while (!IsDone())
        {
            while (TakeDue() is { } task)
            {
                yield return task;
            }

            await _wake.Reader.ReadAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until no task is in hand.</summary>
    public async Task DrainAsync()
    {
        while (IsBusy())
        {
            await _wake.Reader.ReadAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private PolledTask? TakeDue()
    {
        lock (_lock)
        {
            if (_busy >= _throttle || !TryPeek(out DateTimeOffset due))
            {
                return null;
            }

            if (due > _clock.Now)
            {
                _clock.Set(_timer, due);
                _wakesAt = due;
                return null;
            }

            _busy++;
            PolledTask task = _due.Dequeue();
            (task.Due, task.WasHastened, task.IsHastened) = (null, task.IsHastened, false);
            return task;
        }
    }

    // What was hastened left its earlier place behind, which counts no more.
    private bool TryPeek(out DateTimeOffset due)
    {
        while (_due.TryPeek(out PolledTask? task, out due))
        {
            if (task.Due == due)
            {
                return true;
            }

            _due.Dequeue();
        }

        return false;
    }

    private bool IsDone()
    {
        lock (_lock)
        {
            return _isComplete && _busy == 0 && !TryPeek(out _);
        }
    }

    private bool IsBusy()
    {
        lock (_lock)
        {
            return _busy > 0;
        }
    }

    // A wake-up that is pending already serves for this one too.
    private void Wake() => _wake.Writer.TryWrite(true);
}
