using System.Text.Json;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Owners;

namespace SoraPS.Core.Ledger.Spool;

/// <summary>
/// A file beside the ledger that its owner keeps locked as long as it lives: the kernel lets go of the lock when a process ends,
/// however it ends, and tells processes in all containers. What the ledger cannot take is kept in it, a line of JSON each.
/// </summary>
internal sealed class OwnerFile(string ledger, LedgerOwner owner) : IWriteSpool
{
    // Set aside while there is room: what was paid for can then be kept on a disk that has become full.
    private const int Room = 64 * 1024;

    private FileStream? _file;

    /// <summary>Full path of the file, which is there as soon as the owner holds or keeps something.</summary>
    public string Path { get; } = PathOf(ledger, owner);

    /// <summary>Where the file of an owner is.</summary>
    public static string PathOf(string ledger, LedgerOwner owner) => $"{ledger}.{owner.Instance}";

    /// <summary>Whether the owner of a file lives.</summary>
    public static bool IsLocked(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>Makes and locks the file. Call it in a transaction that may write: then nobody takes it for one left behind.</summary>
    /// <exception cref="SoraException">WriteFailed.</exception>
    public void Hold()
    {
        if (_file is not null)
        {
            return;
        }

        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            PreallocationSize = Room,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            _file = new FileStream(Path, options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SpoolErrors.CannotMake(Path, exception);
        }

        if (!IsLocked(Path))
        {
            Dispose();
            throw SpoolErrors.NoLocks(ledger);
        }
    }

    /// <inheritdoc/>
    public bool TryKeep(KeptWrite write)
    {
        long end = _file?.Position ?? 0;
        try
        {
            Hold();
            _file!.Write([.. JsonSerializer.SerializeToUtf8Bytes(write.Shortened(), KeptWriteContext.Default.KeptWrite), (byte)'\n']);
            _file.Flush(flushToDisk: true);
            return true;
        }
        catch (Exception)
        {
            // The caller reports the failure that led here.
            CutTo(end);
            return false;
        }
    }

    /// <inheritdoc/>
    public void Clear()
    {
        if (_file is { Position: > 0 })
        {
            _file.SetLength(0);
        }
    }

    // Half a line must not spoil the next one.
    private void CutTo(long end)
    {
        try
        {
            _file?.SetLength(end);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next line is written over it.
            _file!.Position = end;
        }
    }

    /// <summary>Lets go of the file. It stays only if something is kept in it.</summary>
    public void Dispose()
    {
        if (_file is null)
        {
            return;
        }

        bool isEmpty = _file.Position == 0;
        _file.Dispose();
        _file = null;
        if (isEmpty)
        {
            File.Delete(Path);
        }
    }
}
