using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SoraPS.Core.Callbacks;

/// <summary>
/// What a callback about a task must know, and only its gateway was told: a code that nobody can make without the key. The token is the
/// query of an address, which is cut from all that is shown or stored.
/// </summary>
internal sealed class CallbackTokens
{
    private const string Name = "?token=";
    private const int LongestId = 64;

    private readonly byte[] _key;

    /// <summary>Makes a key of its own for them, or derives it from a secret, so that others who know the secret take them too.</summary>
    public CallbackTokens(byte[]? secret) => _key = secret is null
        ? RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes)
        : HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, HMACSHA256.HashSizeInBytes, info: "SoraPS callback tokens"u8.ToArray());

    /// <summary>The end of the address that a gateway is told for a task.</summary>
    public string PathOf(string requestId) => $"{requestId}{Name}{Base64Url.EncodeToString(CodeOf(requestId))}";

    /// <summary>The task that the end of an address is about; null if nobody was told that address.</summary>
    public string? TaskOf(string path)
    {
        int end = path.IndexOf(Name, StringComparison.Ordinal);
        if (end is <= 0 or > LongestId)
        {
            return null;
        }

        string requestId = path[..end];
        byte[] known = Encoding.UTF8.GetBytes(PathOf(requestId));
        return CryptographicOperations.FixedTimeEquals(known, Encoding.UTF8.GetBytes(path)) ? requestId : null;
    }

    private byte[] CodeOf(string requestId) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(requestId));
}
