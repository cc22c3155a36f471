namespace SoraPS.Core.Requests;

/// <summary>How long the request that costs money may be under way.</summary>
internal static class CreateLimits
{
    /// <summary>How long it keeps trying when the gateway says 'later'.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(30);

    /// <summary>How long one attempt may take.</summary>
    public static readonly TimeSpan Attempt = TimeSpan.FromSeconds(180);

    /// <summary>
    /// The longest that it is under way: its timeout, a tenth for jitter of its last pause, and the last attempt. Only a budget of
    /// requests may hold it up for longer.
    /// </summary>
    public static readonly TimeSpan Longest = (Timeout * 1.1) + Attempt;
}
