using System.Buffers;
using System.Security.Cryptography;

namespace SoraPS.Core.Downloads;

/// <summary>
/// The unfinished file beside its final name. It is hashed while it grows, and can be taken up again as long as the server
/// vouches, by ETag, that it still has the same bytes. Whoever opens it has the <see cref="TargetLock"/> of the target.
/// </summary>
internal sealed class PartFile : IDisposable
{
    private readonly string _path;
    private readonly string _statePath;
    private readonly string _owner;
    private readonly Action<FileStream> _flush;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private PartState? _state;
    private bool _hasStateFile;
    private bool _isCommitted;

    private PartFile(string target, string owner, Action<FileStream> flush)
    {
        _path = PathOf(target);
        _statePath = _path + ".json";
        _owner = owner;
        _flush = flush;
        _stream = OwnFile.Open(_path, FileShare.None);
        _hasStateFile = File.Exists(_statePath);
    }

    /// <summary>Bytes on disk.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes that the whole file has; null if the server does not say.</summary>
    public long? Total { get; private set; }

    /// <summary>The ETag to resume with; null if the download must begin anew.</summary>
    public string? Validator => Length > 0 ? _state?.Validator : null;

    /// <summary>The unfinished file of a target.</summary>
    public static string PathOf(string target) => target + ".part";

    /// <summary>Opens or makes the unfinished file of a target, taking up what an earlier run left.</summary>
    /// <param name="target">Full path of the file.</param>
    /// <param name="owner">See <see cref="PartState"/>.</param>
    /// <param name="flush">Brings the bytes to the disk; null for the system's way.</param>
    public static PartFile Open(string target, string owner, Action<FileStream>? flush = null)
    {
        PartFile part = new(target, owner, flush ?? (stream => stream.Flush(flushToDisk: true)));
        try
        {
            part.Resume();
            return part;
        }
        catch
        {
            part.Dispose();
            throw;
        }
    }

    /// <summary>Throws away what is there and begins anew.</summary>
    public void Reset()
    {
        if (_stream.Length > 0)
        {
            _stream.SetLength(0);
            _stream.Position = 0;
            _hash.GetHashAndReset();
        }

        _state = null;
        Total = null;
        Length = 0;
        DeleteState();
    }

    /// <summary>Notes what the bytes to come belong to; null for a server that cannot vouch for them.</summary>
    public void SetValidator(string? validator, long? total)
    {
        Total = total;
        _state = validator is not null && total is { } size ? new PartState(_owner, validator, size) : null;
        if (_state?.IsKept() is true)
        {
            _hasStateFile = true;
            _state.Write(_statePath);
        }
    }

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _hash.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <summary>Reads from the beginning, for the check of the content.</summary>
    public Stream Rewind()
    {
        _stream.Position = 0;
        return _stream;
    }

    /// <summary>Hash of all bytes so far, lower-case hex.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Brings it to the disk for good, then gives it its final name.</summary>
    /// <exception cref="IOException">It could not be written; or a file has that name by now, and is not to be overwritten.</exception>
    public async Task CommitAsync(string target, bool overwrite)
    {
        if (!PartState.IsLarge(Length))
        {
            _flush(_stream);
        }
        else
        {
            // On a thread of its own: many bytes take their time, which would hold up the pool, and so all other downloads.
            await Task.Factory.StartNew(
                () => _flush(_stream), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .ConfigureAwait(false);
        }

        await _stream.DisposeAsync().ConfigureAwait(false);
        // First, since a run that dies in between must leave nothing beside a finished video: the bytes are fetched again then.
        DeleteState();
        File.Move(_path, target, overwrite);
        _isCommitted = true;
    }

    /// <summary>Lets go of the file; what cannot be taken up again is deleted.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
        if (!_isCommitted && (Length == 0 || !_hasStateFile))
        {
            File.Delete(_path);
            DeleteState();
        }
    }

    private void DeleteState()
    {
        if (_hasStateFile)
        {
            File.Delete(_statePath);
            _hasStateFile = false;
        }
    }

    private void Resume()
    {
        if ((_hasStateFile ? PartState.Read(_statePath) : null) is not { } state || !state.Fits(_owner, _stream.Length))
        {
            Reset();
            return;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        while (_stream.Read(buffer) is > 0 and int read)
        {
            _hash.AppendData(buffer, 0, read);
            Length += read;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        _state = state;
        Total = state.Total;
    }
}
