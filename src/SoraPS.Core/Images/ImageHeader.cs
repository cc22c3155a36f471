using System.Buffers.Binary;

namespace SoraPS.Core.Images;

/// <summary>
/// What the first bytes of a picture tell: its kind and its pixels. Never throws for cut or broken files.
/// </summary>
internal static class ImageHeader
{
    /// <summary>The media type by the magic bytes; null if it is no JPEG, PNG or WebP.</summary>
    internal static string? ContentType(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : bytes.StartsWith<byte>([0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : bytes.StartsWith("RIFF"u8) && Has(bytes, 8, "WEBP"u8) ? "image/webp"
        : null;

    /// <summary>What a file of another kind is, in words for a person.</summary>
    internal static string Describe(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? "empty or no regular file"
        : bytes.StartsWith("GIF8"u8) ? "a GIF"
        : bytes.StartsWith("%PDF"u8) ? "a PDF"
        : bytes.StartsWith("BM"u8) ? "a BMP"
        : Has(bytes, 4, "ftyp"u8) ? "a HEIC, AVIF or MP4 file"
        : "of an unknown kind";

    /// <summary>Width and height; null if the header is cut or of a form not known.</summary>
    internal static (int Width, int Height)? Size(ReadOnlySpan<byte> bytes, string contentType)
    {
        (int Width, int Height)? size = contentType switch
        {
            "image/png" => Png(bytes),
            "image/jpeg" => Jpeg(bytes),
            _ => WebP(bytes),
        };
        return size is { Width: > 0, Height: > 0 } ? size : null;
    }

    /// <summary>PNG: the IHDR chunk comes first and begins with width and height (RFC 2083).</summary>
    private static (int Width, int Height)? Png(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 24 && Has(bytes, 12, "IHDR"u8)
            ? (BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]))
            : null;

    /// <summary>JPEG: the frame header SOFn, after any number of other segments (ITU T.81, annex B).</summary>
    private static (int Width, int Height)? Jpeg(ReadOnlySpan<byte> bytes)
    {
        int at = 2;
        while (at + 9 <= bytes.Length && bytes[at] == 0xFF)
        {
            byte marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]),
                    BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }

        return null;
    }

    /// <summary>WebP: lossy, lossless or extended (RFC 9649).</summary>
    private static (int Width, int Height)? WebP(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 30)
        {
            return null;
        }

        if (Has(bytes, 12, "VP8X"u8))
        {
            return (1 + UInt24(bytes[24..]), 1 + UInt24(bytes[27..]));
        }

        if (Has(bytes, 12, "VP8L"u8) && bytes[20] == 0x2F)
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]);
            return (1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
        }

        return Has(bytes, 12, "VP8 "u8) && Has(bytes, 23, [0x9D, 0x01, 0x2A])
            ? (BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) & 0x3FFF,
                BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) & 0x3FFF)
            : null;
    }

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    private static bool Has(ReadOnlySpan<byte> bytes, int at, ReadOnlySpan<byte> part) =>
        bytes.Length >= at + part.Length && bytes.Slice(at, part.Length).SequenceEqual(part);
}
