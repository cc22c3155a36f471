using System.Buffers.Binary;
using System.Text;

namespace SoraPS.Tests.Emulator;

/// <summary>What a walk through an MP4 file's boxes finds; anything out of place throws.</summary>
internal sealed record Mp4Facts(int Width, int Height, TimeSpan Duration, int Samples, string Codec)
{
    public static Mp4Facts Of(byte[] file)
    {
        ReadOnlyMemory<byte> all = file;
        Assert.Equal("ftyp", Encoding.ASCII.GetString(file, 4, 4));
        (ReadOnlyMemory<byte> mdat, int mdatAt) = Box(all, "mdat");
        ReadOnlyMemory<byte> moov = Box(all, "moov").Content;
        ReadOnlyMemory<byte> track = Box(moov, "trak").Content;
        ReadOnlyMemory<byte> media = Box(track, "mdia").Content;
        ReadOnlyMemory<byte> table = Box(Box(media, "minf").Content, "stbl").Content;
        ReadOnlyMemory<byte> movieHeader = Box(moov, "mvhd").Content;
        ReadOnlyMemory<byte> mediaHeader = Box(media, "mdhd").Content;
        ReadOnlyMemory<byte> trackHeader = Box(track, "tkhd").Content;
        ReadOnlyMemory<byte> offsets = Box(table, "stco").Content;
        ReadOnlyMemory<byte> sizes = Box(table, "stsz").Content;

        double seconds = U32(movieHeader, 16) / (double)U32(movieHeader, 12);
        Assert.Equal(seconds, U32(mediaHeader, 16) / (double)U32(mediaHeader, 12));
        int samples = U32(sizes, 8);
        int chunks = U32(offsets, 4);
        Assert.Equal(U32(Box(table, "stts").Content, 8), samples);
        int first = 0;
        for (int i = 0; i < samples / chunks; i++)
        {
            first += U32(sizes, 12 + (4 * i));
        }

        for (int i = 0; i < chunks; i++)
        {
            Assert.Equal(mdatAt, U32(offsets, 8 + (4 * i)));
        }

        Assert.Equal(mdat.Length, first);
        return new Mp4Facts(
            U32(trackHeader, 76) >> 16,
            U32(trackHeader, 80) >> 16,
            TimeSpan.FromSeconds(seconds),
            samples,
            Encoding.ASCII.GetString(Box(table, "stsd").Content.Span.Slice(12, 4)));
    }

    private static (ReadOnlyMemory<byte> Content, int At) Box(ReadOnlyMemory<byte> boxes, string type)
    {
        for (int at = 0; at < boxes.Length;)
        {
            int size = U32(boxes, at);
            Assert.InRange(size, 8, boxes.Length - at);
            if (Encoding.ASCII.GetString(boxes.Span.Slice(at + 4, 4)) == type)
            {
                return (boxes.Slice(at + 8, size - 8), at + 8);
            }

            at += size;
        }

        throw new InvalidDataException($"There is no {type} box.");
    }

    private static int U32(ReadOnlyMemory<byte> bytes, int at) => BinaryPrimitives.ReadInt32BigEndian(bytes.Span[at..]);
}
