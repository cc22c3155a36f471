namespace SoraPS.Core.Polling;

/// <summary>What a poll means for a task.</summary>
internal abstract record PollVerdict
{
    private PollVerdict()
    {
    }

    /// <summary>The task has ended, with a video or without.</summary>
    public sealed record Ended : PollVerdict;

    /// <summary>The task is polled again.</summary>
    /// <param name="After">How long to wait until then.</param>
    public sealed record Again(TimeSpan After) : PollVerdict;

    /// <summary>Waiting for the task ends without its end.</summary>
    /// <param name="Error">Why.</param>
    public sealed record GivenUp(SoraException Error) : PollVerdict;
}
