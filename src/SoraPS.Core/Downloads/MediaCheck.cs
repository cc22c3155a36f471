using System.Buffers.Binary;
using System.Text;

namespace SoraPS.Core.Downloads;

/// <summary>Tells an intact video or picture from an error page, a torn file or anything else that was saved under its name.</summary>
public static class MediaCheck
{
    /// <summary>What is wrong with a video; null if it is whole: an MP4 whose boxes fill it exactly and hold pictures and their index.</summary>
    public static string? Video(Stream stream)
    {
        Span<byte> header = stackalloc byte[16];
        HashSet<string> seen = [];
        long length = stream.Length;
        long position = 0;
        while (position < length)
        {
            stream.Position = position;
            int read = stream.ReadAtLeast(header, 16, throwOnEndOfStream: false);
            if (read < 8)
            {
                return $"its last {length - position} bytes are no box";
            }

            long size = BinaryPrimitives.ReadUInt32BigEndian(header);
            string type = Encoding.Latin1.GetString(header[4..8]);
            if (position == 0 && type != "ftyp")
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

            seen.Add(type);
            position += size;
        }

        bool isWhole = seen.Contains("moov") && (seen.Contains("mdat") || seen.Contains("moof"));
        return length == 0 ? "it is empty" : isWhole ? null : "it holds no pictures or no index of them";
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

    private static string Printable(string type) => string.Concat(type.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '?'));
}
