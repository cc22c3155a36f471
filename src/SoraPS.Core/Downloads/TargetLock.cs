using SoraPS.Core.Http;

namespace SoraPS.Core.Downloads;

/// <summary>
/// The right to make or judge a file, which one run at a time has, of this process or another. It is a file of its own: the
/// unfinished file changes its name, and who still had it open would then hold what is finished.
/// </summary>
internal sealed class TargetLock : IDisposable
{
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(100);

    // On Unix anything else than None is shared; on Windows a file that is to be deleted while it is open must allow that.
    private static readonly FileShare s_alone = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private readonly FileStream _stream;

    private TargetLock(FileStream stream) => _stream = stream;

    /// <summary>Waits until no other run makes the file, which ends with its download.</summary>
    /// <exception cref="IOException">The folder cannot be written to; or <see cref="UnauthorizedAccessException"/>.</exception>
    public static async Task<TargetLock> AcquireAsync(string target, TimeProvider time, IRequestLog log, CancellationToken ct)
    {
        string path = target + ".part.lock";
        for (bool isTold = false; ; isTold = true)
        {
            if (TryOpen(path) is { } stream)
            {
                return new TargetLock(stream);
            }

            if (!isTold)
            {
                log.Line($"{target} is being saved by another run; waiting for it");
            }

            await Task.Delay(s_turn, time, ct).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            // Before it is let go: the name may be another run's right after that.
            File.Delete(_stream.Name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A name that stays behind is nobody's lock, and taken over by the next run.
        }

        _stream.Dispose();
    }

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

        // Who held it before may have deleted it between opening and locking here: then the name is another file's by now.
        File.SetLastWriteTimeUtc(stream.SafeFileHandle, DateTime.UnixEpoch.AddSeconds(Random.Shared.Next(1 << 30, int.MaxValue)));
        if (File.GetLastWriteTimeUtc(path) == File.GetLastWriteTimeUtc(stream.SafeFileHandle))
        {
            return stream;
        }

        stream.Dispose();
        return null;
    }
}
