using System.Buffers.Binary;
using System.Text;

namespace SoraPS.Core.Downloads;

/// <summary>Distinguishes an intact video or picture from an error page, a torn file or anything else saved under its name.</summary>
public static class MediaCheck
{
    // An hour in fragments of a second has some 7,000.
    private const int MaxBoxes = 65_536;

    /// <summary>What is wrong with a video; null if whole: an MP4 whose boxes fill it exactly, with pictures and their index.</summary>
    public static string? Video(Stream stream)
    {
        Span<byte> header = stackalloc byte[16];
        bool hasIndex = false;
        bool hasPictures = false;
        long length = stream.Length;
        long position = 0;
        for (int boxes = 1; position < length; boxes++)
        {
            if (boxes > MaxBoxes)
            {
                return $"it has more than {MaxBoxes} boxes";
            }

            stream.Position = position;
            int read = stream.ReadAtLeast(header, 16, throwOnEndOfStream: false);
            if (read < 8)
            {
                return $"its last {length - position} bytes are no box";
            }

            long size = BinaryPrimitives.ReadUInt32BigEndian(header);
            ReadOnlySpan<byte> type = header[4..8];
            if (position == 0 && !type.SequenceEqual("ftyp"u8))
            {
                return "it does not begin as an MP4 file";
            }

            size = size switch
            {
                0 => length - position,
                1 when read == 16 => BinaryPrimitives.ReadInt64BigEndian(header[8..]),
                _ => size,
            };
            if (size < 8 || size > length - position)
            {
                return $"its box '{Printable(type)}' at byte {position} is cut or broken";
            }

            hasIndex |= type.SequenceEqual("moov"u8);
            hasPictures |= type.SequenceEqual("mdat"u8) || type.SequenceEqual("moof"u8);
            position += size;
        }

        return length == 0 ? "it is empty" : hasIndex && hasPictures ? null : "it holds no pictures or no index of them";
    }

    /// <summary>What is wrong with a picture; null if it begins as a JPEG, PNG or WebP file.</summary>
    public static string? Picture(Stream stream)
    {
        Span<byte> head = stackalloc byte[12];
        int read = stream.ReadAtLeast(head, 12, throwOnEndOfStream: false);
        bool isPicture = read == 12
            && (head.StartsWith<byte>([0xFF, 0xD8, 0xFF])
                || head.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G'])
                || (head.StartsWith("RIFF"u8) && head[8..].SequenceEqual("WEBP"u8)));
        return isPicture ? null : "it does not begin as a JPEG, PNG or WebP picture";
    }

    private static string Printable(ReadOnlySpan<byte> type) =>
        string.Concat(Encoding.Latin1.GetString(type).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '?'));
}
