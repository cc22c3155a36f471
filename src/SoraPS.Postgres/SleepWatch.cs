namespace SoraPS.Postgres;

/// <summary>
/// Notices that this process did nothing for a while, as one that was frozen or whose machine was suspended. Thread-safe.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="longest">For how long it may do nothing; <see cref="Tick"/> is called several times as often.</param>
internal sealed class SleepWatch(TimeProvider clock, TimeSpan longest)
{
    private volatile Moment _ticked = Moment.Now(clock);
    private volatile Moment? _woke;

    /// <summary>The process runs.</summary>
    public void Tick()
    {
        Moment now = Moment.Now(clock);
        if (!_ticked.IsWithin(longest))
        {
            _woke = now;
        }

        _ticked = now;
    }

    /// <summary>Whether it has run all the time since a moment.</summary>
    public bool IsAwakeSince(Moment moment) =>
        _ticked.IsWithin(longest) && (_woke is not { } woke || woke.Timestamp < moment.Timestamp);
}
