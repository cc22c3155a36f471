namespace SoraPS.Testing;

/// <summary>A timer of a <see cref="ManualTimeProvider"/>, which decides what setting it means.</summary>
public sealed class ManualTimer : ITimer
{
    private readonly ManualTimeProvider _owner;
    private readonly TimerCallback _callback;

    internal ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) =>
        (_owner, _callback, State) = (owner, callback, state);

    /// <summary>What the callback is given.</summary>
    public object? State { get; }

    internal DateTimeOffset? Due { get; set; }

    internal TimeSpan Period { get; set; }

    /// <summary>Calls back.</summary>
    public void Fire() => _callback(State);

    /// <inheritdoc/>
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _owner.Set(this, dueTime, period);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _owner.Remove(this);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
