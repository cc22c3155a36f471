using SoraPS.Core.Connections;
using SoraPS.Core.Http;
using SoraPS.Core.Text;

namespace SoraPS.Core.Gateways;

/// <summary>
/// The keys that a connection has sent. The variable of a key can change at any time, and an answer may repeat the key of its own
/// request, so every key that was sent is removed from every later answer.
/// </summary>
internal sealed class KnownKeys(Connection connection)
{
    private readonly Lock _lock = new();
    private Secrets _secrets = Secrets.Of(null);

    /// <summary>Finds the known keys in a text.</summary>
    public Secrets Secrets
    {
        get
        {
            lock (_lock)
            {
                return _secrets;
            }
        }
    }

    /// <summary>Reads the key for one request.</summary>
    /// <exception cref="SoraException">ApiKeyMissing: there is none although the provider needs one, or it cannot be read.</exception>
    public RequestKey Require()
    {
        RequestKey key = Add(connection.FindKey());
        return key.Key is null && connection.IsBuiltIn
            ? throw new SoraException(SoraErrorKind.ApiKeyMissing, $"There is no key for {connection.Name}.")
            {
                RecommendedAction = $"Set $env:{connection.KeyVariable}, or use Set-SoraProvider {connection.Name} -ApiKey.",
            }
            : key;
    }

    /// <summary>The key for a request that does not send it: the current key is only removed from its answer.</summary>
    public RequestKey Hide()
    {
        try
        {
            return Add(connection.FindKey()) with { Key = null };
        }
        catch (SoraException)
        {
            // A key that cannot be read was never sent.
            return Add(null);
        }
    }

    private RequestKey Add(ApiKey? key)
    {
        lock (_lock)
        {
            _secrets = _secrets.And(key?.Reveal());
            return new RequestKey(key, _secrets);
        }
    }
}
