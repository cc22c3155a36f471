using SoraPS.Core.Connections;
using SoraPS.Core.Text;

namespace SoraPS.Core.Http;

/// <summary>The key of one request: read once, sent with every attempt and removed from every answer.</summary>
/// <param name="Key">The key; null for a request without one.</param>
/// <param name="Secrets">Finds this key and those sent before in an answer.</param>
internal readonly record struct RequestKey(ApiKey? Key, Secrets Secrets)
{
    /// <summary>No key, and nothing to remove.</summary>
    public static RequestKey None { get; } = new(null, Secrets.Of(null));
}
