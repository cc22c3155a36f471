using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SoraPS.Emulator.Callbacks;

/// <summary>Signs webhooks as OpenAI does.</summary>
internal static class WebhookSigner
{
    private const string Mark = "whsec_";

    /// <summary>The headers of a message.</summary>
    public static IEnumerable<(string Name, string Value)> Headers(string secret, string id, DateTimeOffset now, byte[] body, bool isWrong)
    {
        string timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] key = secret.StartsWith(Mark, StringComparison.Ordinal)
            ? Convert.FromBase64String(secret[Mark.Length..])
            : Encoding.UTF8.GetBytes(secret);
        byte[] signature = HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body]);
        signature[0] ^= (byte)(isWrong ? 1 : 0);
        return
        [
            ("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", $"v1,{Convert.ToBase64String(signature)}"),
        ];
    }
}
