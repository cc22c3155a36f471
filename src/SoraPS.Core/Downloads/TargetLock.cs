namespace SoraPS.Core.Downloads;

/// <summary>
/// The right to make or judge a file, which one run at a time has, of this process or another. What is locked is the
/// <see cref="UnfinishedSidecar"/>, which gets its name last, when the run has done all else. The unfinished file gets its own before
/// that, and who still had it open would then hold what is finished.
/// </summary>
internal sealed class TargetLock : IDisposable
{
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(100);

    // The longest pause that a file server may ask of a download is ten minutes; a run that does nothing for longer hangs.
    private static readonly TimeSpan s_longestSilence = TimeSpan.FromMinutes(15);

    // On Unix anything else than None is shared; on Windows a file that is to be moved or deleted while it is open must allow that.
    private static readonly FileShare s_alone = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private readonly FileStream _stream;

    private TargetLock(string target, FileStream stream) => (_stream, Sidecar) = (stream, new UnfinishedSidecar(target, stream));

    /// <summary>What the run writes to describe the file.</summary>
    public UnfinishedSidecar Sidecar { get; }

    /// <summary>Waits until no other run makes the file, which ends with its download.</summary>
    /// <param name="target">The file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="waits">Called once if another run has the right.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="IOException">The folder cannot be written to; or <see cref="UnauthorizedAccessException"/>.</exception>
    /// <exception cref="SoraException">WaitTimeout: for a quarter of an hour the other run added nothing to the file.</exception>
    public static async Task<TargetLock> AcquireAsync(string target, TimeProvider time, Action waits, CancellationToken ct)
    {
        string path = Downloads.Sidecar.UnfinishedOf(target);
        FileInfo part = new(PartFile.PathOf(target));
        long? length = null;
        long since = time.GetTimestamp();
        while (true)
        {
            if (TryOpen(path) is { } stream)
            {
                TargetLock alone = new(target, stream);
                try
                {
                    alone.Sidecar.Settle();
                    return alone;
                }
                catch
                {
                    alone.Dispose();
                    throw;
                }
            }

            if (length is null)
            {
                waits();
            }

            part.Refresh();
            long now = part.Exists ? part.Length : 0;
            if (now != length)
            {
                length = now;
                since = time.GetTimestamp();
            }

            if (time.GetElapsedTime(since) >= s_longestSilence)
            {
                throw HeldTooLong(target);
            }

            await Task.Delay(s_turn, time, ct).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (Sidecar.IsEmpty)
            {
                // Before it is let go: the name may be another run's right after that.
                File.Delete(_stream.Name);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A name that stays behind is nobody's lock, and taken over by the next run.
        }

        _stream.Dispose();
    }

    private static SoraException HeldTooLong(string target) => new(
        SoraErrorKind.WaitTimeout,
        $"The file {target} is being saved by another run, which has added nothing to it for {s_longestSilence.TotalMinutes} minutes.")
    {
        RecommendedAction = "End the other run if it hangs, then save the task again; it is not paid for again.",
    };

    private static FileStream? TryOpen(string path)
    {
        FileStream stream;
        try
        {
            stream = OwnFile.Open(path, s_alone);
        }
        catch (IOException exception) when (
            exception.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation)
        {
            return null;
        }

        if (IsAt(path, stream))
        {
            return stream;
        }

        stream.Dispose();
        return null;
    }

    // Who held it before may have renamed or deleted it between opening and locking here.
    private static bool IsAt(string path, FileStream stream)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        File.SetLastWriteTimeUtc(stream.SafeFileHandle, DateTime.UnixEpoch.AddSeconds(Random.Shared.Next(1 << 30, int.MaxValue)));
        return File.GetLastWriteTimeUtc(path) == File.GetLastWriteTimeUtc(stream.SafeFileHandle);
    }
}
