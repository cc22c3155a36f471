using System.Threading.Channels;
using SoraPS.Core.Diagnostics;

namespace SoraPS.Core.Stages;

/// <summary>
/// One step of the pipeline (submit, wait, save): takes items as they come, works on several at once, emits results as they finish.
/// A cmdlet, a job and a C# program host it alike: post items, complete, read the events until they end.
/// </summary>
public abstract class Stage<TIn, TOut> : IAsyncDisposable
{
    private readonly Channel<StageEvent<TOut>> _events = Channel.CreateUnbounded<StageEvent<TOut>>(
        new UnboundedChannelOptions { SingleReader = true });

    private readonly CancellationTokenSource _stop = new();

    // Ambient, so that whatever is emitted on behalf of an item, down to a message about a request, is about that item.
    private readonly AsyncLocal<StageItem?> _current = new();
    private readonly Lock _posting = new();
    private readonly HeldItems _held = new();
    private readonly Lazy<Task> _end;

    /// <summary>Makes a stage that emits as much as asked.</summary>
    protected Stage(Verbosity detail)
    {
        Log = new StageLog<TOut>(detail, Emit, () => Current);
        _end = new Lazy<Task>(EndWorkAsync);
    }

    /// <summary>What happens; ends once all input is worked off, or the stage was stopped.</summary>
    public ChannelReader<StageEvent<TOut>> Events => _events.Reader;

    /// <summary>How far it has come.</summary>
    public StageProgress Progress { get; } = new();

    /// <summary>
    /// Completes when what all items need is open; faults with a <see cref="SoraException"/> if it cannot be, and so do all items.
    /// </summary>
    public virtual Task Opened => Task.CompletedTask;

    /// <summary>Cancelled when the stage was stopped, by its host or because it has all that it was to wait for.</summary>
    public CancellationToken Stopping => _stop.Token;

    private protected IRequestLog Log { get; }

    /// <summary>The item that is worked on.</summary>
    private protected StageItem? Current
    {
        get => _current.Value;
        set => _current.Value = value;
    }

    /// <summary>Hands an item over; false if there is no room now (see <see cref="WaitToPostAsync"/>).</summary>
    public bool TryPost(TIn item)
    {
        lock (_posting)
        {
            Current = Progress.Add(item!);
            bool isTaken = TryTake(item);
            if (!isTaken)
            {
                Progress.TakeBack(Current);
            }

            Current = null;
            return isTaken;
        }
    }

    /// <summary>Completes when there may be room for another item; cancelled if there never will, because the stage was stopped.</summary>
    public abstract Task WaitToPostAsync(CancellationToken ct);

    /// <summary>No more items will come.</summary>
    public abstract void Complete();

    /// <summary>
    /// Begins nothing more; what was begun is left so that it can be taken up again. Answers that may name a paid task are still
    /// taken in: the events end after them, a minute later at most.
    /// </summary>
    public void Stop()
    {
        _stop.Cancel();
        Complete();
    }

    /// <summary>Stops and waits until nothing of the stage runs any more; all who call it wait for the same end.</summary>
    public async ValueTask DisposeAsync()
    {
        // The source of the stop is not disposed of: without a timer it holds nothing, and a late Stop must not fail.
        Stop();
        await _end.Value.ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes an item, which is <see cref="Current"/>; false if there is no room now.</summary>
    protected abstract bool TryTake(TIn item);

    /// <summary>Completes when all work has ended, by itself or because the stage was stopped; never faults.</summary>
    protected abstract Task WorkAsync();

    /// <summary>Gives back what the stage holds; called once nothing of it runs any more.</summary>
    protected virtual ValueTask ReleaseAsync() => ValueTask.CompletedTask;

    /// <summary>Emits an event; dropped once the events have ended.</summary>
    protected void Emit(StageEvent<TOut> stageEvent) => _events.Writer.TryWrite(stageEvent with { About = Current });

    /// <summary>Emits a warning about the item that is worked on.</summary>
    protected void Warn(string text) =>
        Emit(new StageEvent<TOut>.Warned(Current is { } item ? $"{RowTitle.Of(item)}: {text}" : text));

    /// <summary>Emits a result.</summary>
    protected void Produce(TOut item)
    {
        Emit(new StageEvent<TOut>.Produced(item));
        Current?.Outcome = StageOutcome.Done;
    }

    /// <summary>Emits that an item failed, which ends it. The item is named before the message.</summary>
    protected void Fail(Exception error, object? target)
    {
        bool isAboutItem = Current is not null && error is SoraException;
        Exception named = isAboutItem ? ((SoraException)error).About(Current!.Input, Current.Number) : error;
        Emit(new StageEvent<TOut>.Failed(named, target));
        Current?.Outcome = StageOutcome.Failed;
        EndItem();
    }

    /// <summary>Leaves the item that is worked on to another run, which works on it; told once, at the end.</summary>
    /// <param name="holder">Who, such as 'process 4711 on render-2'.</param>
    protected void LeaveTo(string holder)
    {
        Log.Line($"It is in the hands of {holder}, and left to it.");
        _held.Add(holder);
        Current?.Outcome = StageOutcome.Held;
        EndItem();
    }

    /// <summary>Emits that nothing more will happen to the item that is worked on.</summary>
    protected void EndItem()
    {
        if (Current is { } item && Progress.TryEnd(item))
        {
            Emit(new StageEvent<TOut>.Ended());
            Gen0Budget.CollectIfExceeded();
        }
    }

    /// <summary>Ends the events.</summary>
    protected void End()
    {
        if (_held.Warning(typeof(TIn)) is { } warning)
        {
            Current = null;
            Emit(new StageEvent<TOut>.Warned(warning));
        }

        _events.Writer.TryComplete();
    }

    private async Task EndWorkAsync()
    {
        await WorkAsync().ConfigureAwait(false);
        await ReleaseAsync().ConfigureAwait(false);
    }
}
