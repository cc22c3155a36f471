namespace SoraPS.Core.Refresh;

/// <summary>When a gateway may have made the task of an unanswered request, by the gateway's clock.</summary>
internal readonly record struct SentWindow
{
    // The clocks of two machines differ, and a gateway may take its time before it makes a task.
    private static readonly TimeSpan s_before = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_after = TimeSpan.FromMinutes(15);

    /// <summary>A window around the time in which the request was under way, by this machine's clock.</summary>
    public SentWindow(DateTimeOffset begun, DateTimeOffset givenUp) => (From, To) = (begun - s_before, givenUp + s_after);

    /// <summary>Its beginning.</summary>
    public DateTimeOffset From { get; private init; }

    /// <summary>Its end.</summary>
    public DateTimeOffset To { get; private init; }

    /// <summary>
    /// The window for a gateway whose clock is so far ahead. Both clocks may have been right when the request left, so it only grows.
    /// </summary>
    public SentWindow By(TimeSpan? ahead) => ahead switch
    {
        { } slow when slow < TimeSpan.Zero => this with { From = From + slow },
        { } fast => this with { To = To + fast },
        null => this,
    };
}
