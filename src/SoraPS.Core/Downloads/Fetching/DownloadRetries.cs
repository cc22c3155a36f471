using SoraPS.Core.Http;

namespace SoraPS.Core.Downloads.Fetching;

/// <summary>
/// Decides whether and when one download is retried. Only bytes beyond all that came before are progress, so retries also end for a
/// server that starts from the beginning each time.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="length">Number of bytes that an earlier run left.</param>
/// <param name="endures">Whether to request a refused link again for minutes.</param>
internal sealed class DownloadRetries(TimeProvider time, long length, bool endures)
{
    /// <summary>Number of bytes that are progress.</summary>
    public const long Step = 64 * 1024;

    // In a row and without progress.
    private const int MaxFailures = 8;
    private const int MaxTries = 200;

    // Servers of files learn of a new file, or of a new signature, some time after the gateway does.
    private static readonly TimeSpan s_maxRefusal = TimeSpan.FromMinutes(2);

    private static readonly Backoff s_pause = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(20))
    {
        Jitter = 0.2,
        LongestAsked = TimeSpan.FromMinutes(10),
    };

    private long _reached = length;
    private int _tries;
    private int _failures;
    private long? _refusedSince;

    /// <summary>Called before each pause with its reason and length; null for nothing.</summary>
    public Action<DownloadAttemptException, TimeSpan>? OnPause { get; init; }

    /// <summary>Whether the link was refused or missing in the last try, so a new one must be requested.</summary>
    public bool IsLinkRefused { get; private set; }

    /// <summary>Whether the link has been refused or missing for minutes, up to the last try.</summary>
    public bool IsRefusedForLong { get; private set; }

    /// <summary>Whether the last try was the final one.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Counts a failed try.</summary>
    /// <param name="failure">How it failed.</param>
    /// <param name="reached">Bytes that are there now.</param>
    public void Count(DownloadAttemptException failure, long reached)
    {
        _tries++;
        bool hasProgress = reached >= _reached + Step;
        _failures = hasProgress ? 1 : _failures + 1;
        _reached = Math.Max(_reached, reached);
        if (hasProgress)
        {
            _refusedSince = null;
        }

        IsLinkRefused = failure.IsLinkRefused;
        if (IsLinkRefused)
        {
            _refusedSince ??= time.GetTimestamp();
        }

        IsRefusedForLong = IsLinkRefused && time.GetElapsedTime(_refusedSince!.Value) >= s_maxRefusal;
        bool isHopeless = _failures >= MaxFailures && (IsRefusedForLong || !IsLinkRefused || !endures);
        IsOver = failure.IsFinal || isHopeless || _tries >= MaxTries;
    }

    /// <summary>How long to wait before the next try.</summary>
    public TimeSpan Pause(DownloadAttemptException failure) => s_pause.After(_failures, failure.RetryAfter);
}
