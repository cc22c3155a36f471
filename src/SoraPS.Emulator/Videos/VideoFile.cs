using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SoraPS.Emulator.Videos;

/// <summary>
/// One task's file: pieces that other tasks share, and a trailing <c>free</c> box of its own with the task's id, so that
/// no two files are equal, and as many zeros as the wanted length takes. The zeros are never held in memory.
/// </summary>
internal sealed class VideoFile
{
    private const int PieceSize = 256 * 1024;
    private static readonly byte[] s_zeros = new byte[PieceSize];
    private readonly ReadOnlyMemory<byte>[] _parts;

    public VideoFile(byte[] head, ReadOnlyMemory<byte> samples, string id, long? length)
    {
        long before = head.Length + samples.Length;
        byte[] tail = Tail(Encoding.UTF8.GetBytes(id), (length ?? 0) - before, out long zeros);
        _parts = [head, samples, tail];
        Length = before + tail.Length + zeros;
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 8));
        ETag = $"\"{Length:x}-{hash}\"";
    }

    public long Length { get; }

    public string ETag { get; }

    /// <summary>The bytes from an offset on, as pieces to be sent and let go.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Read(long offset, long count)
    {
        foreach (ReadOnlyMemory<byte> part in _parts)
        {
            if (offset < part.Length && count > 0)
            {
                ReadOnlyMemory<byte> piece = part[(int)offset..];
                piece = piece[..(int)Math.Min(piece.Length, count)];
                yield return piece;
                count -= piece.Length;
            }

            offset = Math.Max(0, offset - part.Length);
        }

        for (; count > 0; count -= PieceSize)
        {
            yield return s_zeros.AsMemory(0, (int)Math.Min(PieceSize, count));
        }
    }

    private static byte[] Tail(byte[] id, long wanted, out long zeros)
    {
        long size = Math.Max(wanted, 8 + id.Length);
        bool large = size > uint.MaxValue;
        byte[] tail = new byte[(large ? 16 : 8) + id.Length];
        BinaryPrimitives.WriteUInt32BigEndian(tail, large ? 1 : (uint)size);
        "free"u8.CopyTo(tail.AsSpan(4));
        if (large)
        {
            BinaryPrimitives.WriteInt64BigEndian(tail.AsSpan(8), size);
        }

        id.CopyTo(tail, tail.Length - id.Length);
        zeros = size - tail.Length;
        return tail;
    }
}
