using SoraPS.Core.Connections;
using SoraPS.Core.Text;

namespace SoraPS.Core.Http;

/// <summary>The key that one request is made with: read once, sent with each of its attempts, and taken out of its answers.</summary>
/// <param name="Key">The key; null for a request without one.</param>
/// <param name="Secrets">What finds it, and those that were sent before, in an answer.</param>
internal readonly record struct RequestKey(ApiKey? Key, Secrets Secrets)
{
    /// <summary>No key, and nothing to be taken out.</summary>
    public static RequestKey None { get; } = new(null, Secrets.Of(null));
}
