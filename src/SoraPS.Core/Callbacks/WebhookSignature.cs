using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SoraPS.Core.Callbacks;

/// <summary>What OpenAI sends with a webhook to prove that it comes from it, and is new (webhook-id, -timestamp and -signature).</summary>
/// <param name="Id">Id of the message, the same in each attempt to deliver it.</param>
/// <param name="Timestamp">When it was sent, in Unix seconds.</param>
/// <param name="Signatures">Signatures with spaces between them, of which one must be right: 'v1,' and Base64, or Base64 alone.</param>
internal sealed record WebhookSignature(string? Id, string? Timestamp, string? Signatures)
{
    /// <summary>How far the timestamp may be from the clock, either way.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Version = "v1,";

    /// <summary>When it was sent; null if it does not say so in whole seconds.</summary>
    public DateTimeOffset? SentAt =>
        long.TryParse(Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>Whether it is complete and its time is near, which is known before the body is.</summary>
    public bool IsTimely(DateTimeOffset now) =>
        !string.IsNullOrEmpty(Id) && !string.IsNullOrEmpty(Signatures) && SentAt is { } sent && (now - sent).Duration() <= Tolerance;

    /// <summary>Whether one who knows the secret has signed this body with this id and time.</summary>
    public bool Verifies(byte[] secret, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."));
        hash.AppendData(body);
        byte[] right = Encoding.ASCII.GetBytes(Convert.ToBase64String(hash.GetHashAndReset()));
        bool verifies = false;
        foreach (string signature in Signatures?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            string given = signature.StartsWith(Version, StringComparison.Ordinal) ? signature[Version.Length..] : signature;
            verifies |= CryptographicOperations.FixedTimeEquals(right, Encoding.UTF8.GetBytes(given));
        }

        return verifies;
    }
}
