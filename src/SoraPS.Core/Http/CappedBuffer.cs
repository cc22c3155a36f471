using System.Buffers;

namespace SoraPS.Core.Http;

/// <summary>The beginning of a stream, up to a number of bytes, in memory that goes back to the pool or is let go.</summary>
internal sealed class CappedBuffer(int maxBytes) : IDisposable
{
    // A pool would keep for good what one huge answer took.
    private const int LargestPooled = 1024 * 1024;

    private byte[] _bytes = Rent(8 * 1024);
    private int _length;

    /// <summary>What was read.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>Whether the stream has more than was read.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Reads until the stream ends or the buffer is full; what was read stays when it throws.</summary>
    public async Task FillAsync(Stream stream, CancellationToken ct)
    {
        while (!IsFull && await stream.ReadAsync(_bytes.AsMemory(_length), ct).ConfigureAwait(false) is > 0 and int read)
        {
            IsFull = _length + read > maxBytes;
            _length = Math.Min(_length + read, maxBytes);
            if (_length == _bytes.Length)
            {
                Grow();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Once only: the pool would give the same memory to two others.
        byte[] bytes = _bytes;
        (_bytes, _length) = ([], 0);
        Return(bytes);
    }

    private void Grow()
    {
        byte[] larger = Rent(_bytes.Length * 2);
        Bytes.CopyTo(larger);
        Return(_bytes);
        _bytes = larger;
    }

    private static byte[] Rent(int length) =>
        length <= LargestPooled ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);

    private static void Return(byte[] bytes)
    {
        if (bytes.Length is > 0 and <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
