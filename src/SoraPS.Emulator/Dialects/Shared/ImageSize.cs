using System.Buffers.Binary;

namespace SoraPS.Emulator.Dialects.Shared;

/// <summary>Reads the pixel size out of a JPEG, PNG or WebP image.</summary>
internal static class ImageSize
{
    /// <summary>As in 1280x720, or null for what cannot be read.</summary>
    public static string? Of(ReadOnlySpan<byte> image)
    {
        if (image.Length >= 30 && image[..4].SequenceEqual("RIFF"u8) && image[8..12].SequenceEqual("WEBP"u8))
        {
            return WebP(image);
        }

        if (image.Length >= 24 && image[1..4].SequenceEqual("PNG"u8))
        {
            return Size(BinaryPrimitives.ReadInt32BigEndian(image[16..]), BinaryPrimitives.ReadInt32BigEndian(image[20..]));
        }

        return image.Length >= 4 && image[0] == 0xFF && image[1] == 0xD8 ? Jpeg(image) : null;
    }

    private static string? Jpeg(ReadOnlySpan<byte> image)
    {
        int at = 2;
        while (at + 9 < image.Length && image[at] == 0xFF)
        {
            byte marker = image[at + 1];
            // SOF0..SOF15 without DHT, JPG and DAC.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return Size(U16(image, at + 7), U16(image, at + 5));
            }

            at += 2 + U16(image, at + 2);
        }

        return null;
    }

    private static string? WebP(ReadOnlySpan<byte> image)
    {
        if (image[12..16].SequenceEqual("VP8 "u8))
        {
            return Size(Low14(image[26..]), Low14(image[28..]));
        }

        if (image[12..16].SequenceEqual("VP8X"u8))
        {
            return Size(1 + Low24(image[24..]), 1 + Low24(image[27..]));
        }

        uint bits = BinaryPrimitives.ReadUInt32LittleEndian(image[21..]);
        return Size(1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
    }

    private static string Size(int width, int height) => $"{width}x{height}";

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    private static int Low14(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes) & 0x3FFF;

    private static int Low24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
