using System.Buffers.Binary;
using System.Text;

namespace SoraPS.Emulator.Videos;

/// <summary>Writes nested MP4 boxes; sizes are filled in when a box ends.</summary>
internal sealed class BoxWriter
{
    private readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public byte[] ToArray() => [.. _bytes];

    public BoxWriter Box(string type, Action<BoxWriter> content)
    {
        int start = _bytes.Count;
        U32(0).Ascii(type);
        content(this);
        Patch(start, (uint)(_bytes.Count - start));
        return this;
    }

    /// <summary>A box with version 0 and the given flags.</summary>
    public BoxWriter FullBox(string type, uint flags, Action<BoxWriter> content) =>
        Box(type, w => content(w.U32(flags)));

    public BoxWriter U16(int value) => Bytes([(byte)(value >> 8), (byte)value]);

    public BoxWriter U32(long value)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(four, (uint)value);
        return Bytes(four);
    }

    public BoxWriter Zeros(int count) => Bytes(new byte[count]);

    public BoxWriter Ascii(string text) => Bytes(Encoding.ASCII.GetBytes(text));

    public BoxWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>The unrotated matrix that mvhd and tkhd hold.</summary>
    public BoxWriter Identity() => U32(0x10000).Zeros(12).U32(0x10000).Zeros(12).U32(0x40000000);

    public void Patch(int at, uint value)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(four, value);
        for (int i = 0; i < 4; i++)
        {
            _bytes[at + i] = four[i];
        }
    }
}
