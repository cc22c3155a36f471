namespace SoraPS.Core.Downloads;

/// <summary>
/// How long a download is tried again. Only bytes beyond all that came before count as progress, so that a server which lets
/// every try begin anew comes to an end, too.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="length">Bytes that an earlier run left.</param>
internal sealed class FetchPatience(TimeProvider time, long length)
{
    /// <summary>Fewer bytes than this are no progress.</summary>
    public const long Step = 64 * 1024;

    // In a row and without progress.
    private const int MaxFailures = 8;
    private const int MaxTries = 200;

    // Servers of files learn of a new file, or of a new signature, some time after the gateway tells of it.
    private static readonly TimeSpan s_maxRefusal = TimeSpan.FromMinutes(2);

    private long _reached = length;
    private int _tries;
    private int _failures;
    private long? _refusedSince;

    /// <summary>Whether the link was refused, or not there, for minutes and to the last.</summary>
    public bool IsRefusedForLong { get; private set; }

    /// <summary>Counts a failed try; true if there shall be no other.</summary>
    /// <param name="failure">How it failed.</param>
    /// <param name="reached">Bytes that are there now.</param>
    /// <param name="endures">Whether a refused link is asked for again for minutes.</param>
    public bool IsOver(DownloadAttemptException failure, long reached, bool endures)
    {
        _tries++;
        bool hasProgress = reached >= _reached + Step;
        _failures = hasProgress ? 1 : _failures + 1;
        _reached = Math.Max(_reached, reached);
        if (hasProgress)
        {
            _refusedSince = null;
        }

        if (failure.IsLinkRefused)
        {
            _refusedSince ??= time.GetTimestamp();
        }

        IsRefusedForLong = failure.IsLinkRefused && time.GetElapsedTime(_refusedSince!.Value) >= s_maxRefusal;
        bool isHopeless = _failures >= MaxFailures && (IsRefusedForLong || !failure.IsLinkRefused || !endures);
        return failure.IsFinal || isHopeless || _tries >= MaxTries;
    }

    /// <summary>
    /// How long to wait before the next try: no shorter than the server asks for, and no shorter than without a word of it.
    /// </summary>
    public TimeSpan Pause(DownloadAttemptException failure)
    {
        double own = Math.Min(20, 0.2 * Math.Pow(2, _failures - 1)) * (0.8 + (Random.Shared.NextDouble() * 0.4));
        double asked = Math.Min(failure.RetryAfter?.TotalSeconds ?? 0, 600);
        return TimeSpan.FromSeconds(Math.Max(own, asked));
    }
}
