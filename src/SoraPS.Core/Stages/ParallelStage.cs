using System.Threading.Channels;

namespace SoraPS.Core.Stages;

/// <summary>A stage that works on up to a fixed number of items at once, begun in the order in which they came.</summary>
public abstract class ParallelStage<TIn, TOut> : Stage<TIn, TOut>
{
    private readonly Channel<Entry> _input;
    private readonly int _throttle;
    private readonly int _capacity;
    private readonly Lock _lock = new();
    private readonly List<Task> _workers = [];
    private int _idle;
    private int _running;
    private bool _completed;

    /// <summary>Makes a stage.</summary>
    /// <param name="throttle">How many items are worked on at once, at least 1.</param>
    /// <param name="capacity">How many wait beyond those before posting must wait too; null for any number.</param>
    /// <param name="detail">What to emit beyond results, errors and warnings.</param>
    protected ParallelStage(int throttle, int? capacity, Verbosity detail)
        : base(detail)
    {
        _throttle = Math.Max(1, throttle);
        _capacity = capacity ?? int.MaxValue;
        Progress.IsInTurns = true;
        _input = capacity is { } bound
            ? Channel.CreateBounded<Entry>(bound)
            : Channel.CreateUnbounded<Entry>();
    }

    /// <inheritdoc/>
    public override async Task WaitToPostAsync(CancellationToken ct)
    {
        if (!await _input.Writer.WaitToWriteAsync(ct).ConfigureAwait(false))
        {
            throw new OperationCanceledException("The stage takes no more items.");
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        Progress.IsInputComplete = true;
        _input.Writer.TryComplete();
        lock (_lock)
        {
            _completed = true;
            EndIfDone();
        }
    }

    /// <inheritdoc/>
    protected override bool TryTake(TIn item)
    {
        lock (_lock)
        {
            if (_completed || _input.Reader.Count >= _capacity)
            {
                return false;
            }

            Func<CancellationToken, Task> work;
            try
            {
                work = Admit(item);
            }
            catch (Exception exception)
            {
                Fail(exception, TargetOf(item));
                return true;
            }

            _input.Writer.TryWrite(new Entry(item, Current!, work));

            // Workers come as they are needed: a single row costs a single task.
            if (_input.Reader.Count > _idle && _running < _throttle)
            {
                _running++;
                _workers.Add(Task.Run(RunAsync));
            }
        }

        return true;
    }

    /// <inheritdoc/>
    protected override Task WorkAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_workers);
        }
    }

    /// <summary>
    /// What is to be done about an item, begun when its turn comes. Called for each item once there is room for it, one at a time and
    /// in the order in which they come. What either throws ends the item and no other.
    /// </summary>
    protected abstract Func<CancellationToken, Task> Admit(TIn item);

    /// <summary>All items have ended, by themselves or because the stage was stopped; what concerns several can be emitted now.</summary>
    protected virtual void EmitEnd()
    {
    }

    /// <summary>What an error record about an item points at.</summary>
    protected virtual object? TargetOf(TIn item) => item;

    private async Task RunAsync()
    {
        try
        {
            while (await NextAsync().ConfigureAwait(false))
            {
                while (!Stopping.IsCancellationRequested && _input.Reader.TryRead(out Entry? next))
                {
                    await WorkSafelyAsync(next).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            // Stopped while it waited for input.
        }
        finally
        {
            lock (_lock)
            {
                _running--;
                EndIfDone();
            }
        }
    }

    private async Task<bool> NextAsync()
    {
        Interlocked.Increment(ref _idle);
        try
        {
            return await _input.Reader.WaitToReadAsync(Stopping).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _idle);
        }
    }

    private async Task WorkSafelyAsync(Entry entry)
    {
        Current = entry.Taken;
        entry.Taken.Begin();
        try
        {
            await entry.Work(Stopping).ConfigureAwait(false);
            EndItem();
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            // The item is left as it is; whoever stopped the stage knows.
        }
        catch (Exception exception)
        {
            Fail(exception, TargetOf(entry.Item));
        }
    }

    private void EndIfDone()
    {
        if (_completed && _running == 0)
        {
            Current = null;
            EmitEnd();
            End();
        }
    }

    private sealed record Entry(TIn Item, StageItem Taken, Func<CancellationToken, Task> Work);
}
