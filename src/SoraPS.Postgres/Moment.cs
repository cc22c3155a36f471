namespace SoraPS.Postgres;

/// <summary>A moment by two clocks: one of them may stand still while a machine sleeps, the other may be set.</summary>
internal sealed record Moment(TimeProvider Clock, long Timestamp, DateTimeOffset Time)
{
    /// <summary>The present one.</summary>
    public static Moment Now(TimeProvider clock) => new(clock, clock.GetTimestamp(), clock.GetUtcNow());

    /// <summary>One so much earlier.</summary>
    public Moment Earlier(TimeSpan by) => this with
    {
        Timestamp = Timestamp - (long)(by.TotalSeconds * Clock.TimestampFrequency),
        Time = Time - by,
    };

    /// <summary>Whether both clocks say that less time has passed since.</summary>
    public bool IsWithin(TimeSpan length) =>
        Clock.GetElapsedTime(Timestamp) < length && (Clock.GetUtcNow() - Time).Duration() < length;
}
