using SoraPS.Core.Http;

namespace SoraPS.Core.Downloads.Fetching;

/// <summary>
/// Whether and when one download is tried again. Only bytes beyond all that came before count as progress, so that a server which
/// lets every try begin anew comes to an end, too.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="length">Bytes that an earlier run left.</param>
/// <param name="endures">Whether a refused link is asked for again for minutes.</param>
internal sealed class DownloadRetries(TimeProvider time, long length, bool endures)
{
    /// <summary>Fewer bytes than this are no progress.</summary>
    public const long Step = 64 * 1024;

    // In a row and without progress.
    private const int MaxFailures = 8;
    private const int MaxTries = 200;

    // Servers of files learn of a new file, or of a new signature, some time after the gateway tells of it.
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

    /// <summary>Called before each pause with the reason and its length.</summary>
    public Action<DownloadAttemptException, TimeSpan>? OnPause { get; init; }

    /// <summary>Whether the last try found the link refused, or not there: a fresh one must be asked for.</summary>
    public bool IsLinkRefused { get; private set; }

    /// <summary>Whether the link was refused, or not there, for minutes and to the last.</summary>
    public bool IsRefusedForLong { get; private set; }

    /// <summary>Whether there shall be no other try.</summary>
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
