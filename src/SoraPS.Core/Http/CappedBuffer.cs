using System.Buffers;

namespace SoraPS.Core.Http;

/// <summary>The beginning of a stream, up to a number of bytes, in memory that goes back to the pool.</summary>
internal sealed class CappedBuffer(int maxBytes) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(8 * 1024);
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
    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
