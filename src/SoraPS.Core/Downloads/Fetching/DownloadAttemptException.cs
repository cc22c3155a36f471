namespace SoraPS.Core.Downloads.Fetching;

/// <summary>One try at a download that brought no whole file; whoever tries decides whether there is another.</summary>
internal sealed class DownloadAttemptException(string message, Exception? inner = null) : Exception(message, inner)
{
    public SoraErrorKind Kind { get; init; } = SoraErrorKind.DownloadFailed;

    /// <summary>True if the link itself is refused, or there is none: a fresh one must be asked for.</summary>
    public bool IsLinkRefused { get; init; }

    /// <summary>True if trying again will not help.</summary>
    public bool IsFinal { get; init; }

    /// <summary>How long the server asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
