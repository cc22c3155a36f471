using System.Text;

namespace SoraPS.Tests.Fuzz;

/// <summary>What may be wrong with the bytes of an answer.</summary>
internal static class ByteMutations
{
    private static readonly byte[][] s_bytes =
    [
        [0xFF], [0xC3], [0xED, 0xA0, 0xBD], [0xF0, 0x9F, 0x98], [0x00], [(byte)'"'], [(byte)'\\'], [(byte)'{'], [0xE9, (byte)'t', 0xE9],
    ];

    /// <summary>The bytes with one thing wrong with them.</summary>
    public static byte[] Apply(byte[] body, Random random)
    {
        int at = random.Next(body.Length + 1);
        return random.Next(7) switch
        {
            0 => body[..at],
            1 or 2 => [.. body[..at], .. random.GetItems(s_bytes, 1)[0], .. body[at..]],
            3 => [.. body[..at], .. body[Math.Min(body.Length, at + random.Next(1, 9))..]],
            4 => [.. body[..at], .. Noise(random), .. body[at..]],
            5 => Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(body)),
            _ => random.Next(4) == 0 ? Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body)) : body,
        };
    }

    private static byte[] Noise(Random random)
    {
        byte[] noise = new byte[random.Next(1, 40)];
        random.NextBytes(noise);
        return noise;
    }
}
