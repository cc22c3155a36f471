using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Networks;

namespace SoraPS.Core.Connections;

/// <summary>A named way to one account at one gateway. Immutable: a changed setting makes another connection of the same name.</summary>
public sealed record Connection
{
    /// <summary>The name given as -Provider.</summary>
    public required string Name { get; init; }

    /// <summary>The protocol.</summary>
    public required Dialect Dialect { get; init; }

    /// <summary>Base address without a trailing slash.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>Query of every request to the gateway, such as api-version=preview; empty for none.</summary>
    public string Query { get; init; } = "";

    /// <summary>Model for rows that name none; null for the dialect's.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>The model that rows get that name none.</summary>
    public string UsualModel => DefaultModel ?? Dialect.DefaultModel;

    /// <summary>The key set in this session, or null.</summary>
    public ApiKey? SessionKey { get; init; }

    /// <summary>Source of the key when neither the session nor the environment has one; null for none.</summary>
    public ISecretSource? Secret { get; init; }

    /// <summary>The proxy; null for the environment's or the system's.</summary>
    public ProxySettings? Proxy { get; init; }

    /// <summary>The environment variable that is read when there is no session key.</summary>
    public required string KeyVariable { get; init; }

    /// <summary>The header that the user has chosen for the key; null for the dialect's.</summary>
    public KeyHeader? OwnKeyHeader { get; init; }

    /// <summary>The header that carries the key.</summary>
    public KeyHeader KeyHeader => OwnKeyHeader ?? Dialect.KeyHeader;

    /// <summary>The same connection with the key in another header; an empty name restores the dialect's.</summary>
    /// <exception cref="SoraException">InvalidRequest: the key cannot travel in it.</exception>
    public Connection WithKeyHeader(string name)
    {
        bool isDialects = name.Length == 0 || name.Equals(Dialect.KeyHeader.Name, StringComparison.OrdinalIgnoreCase);
        return this with { OwnKeyHeader = isDialects ? null : KeyHeader.Named(name) };
    }

    /// <summary>Requests a minute to stay under; null for the documented limit, if any.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Unfinished tasks that it may have, counted over all processes on the ledger; null for any number.</summary>
    public int? ConcurrentTasks { get; init; }

    /// <summary>Fixed interval between looks; null for the documented pace.</summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>
    /// Whether it is one of the six that come with the module. Only these insist on a key: a self-hosted server may need none,
    /// and must never be sent the key of the service whose dialect it speaks.
    /// </summary>
    public bool IsBuiltIn { get; init; }

    /// <summary>Whether key and prompts travel unencrypted through networks that are not the user's own.</summary>
    public bool IsExposed => BaseUri.Scheme == Uri.UriSchemeHttp && !PrivateNetworks.Contain(BaseUri);

    /// <summary>The pace at which its tasks are looked at.</summary>
    public PollPace Pace => PollInterval is { } interval ? PollPace.Every(interval) : Dialect.Pace;

    /// <summary>The session's key, the environment's, or the one of the secret; null if none is there.</summary>
    /// <exception cref="SoraException">ApiKeyMissing: what is there cannot be read, or is no key.</exception>
    public ApiKey? FindKey() =>
        SessionKey ?? (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } value
            ? new ApiKey(value, $"The key of {Name} in $env:{KeyVariable}")
            : Secret?.Read());

    /// <summary>Where the key comes from, as Get-SoraProvider shows it.</summary>
    public string KeySource =>
        SessionKey is not null ? "Session"
        : !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(KeyVariable)) ? "Environment"
        : Secret is not null ? "Secret"
        : IsBuiltIn ? "None" : "NotNeeded";

    /// <summary>The view of it that users get.</summary>
    public SoraProvider ToProvider(bool isDefault) => new()
    {
        Name = Name,
        Dialect = Dialect.Name,
        BaseUri = Query.Length == 0 ? BaseUri : new UriBuilder(BaseUri) { Query = Query }.Uri,
        DefaultModel = UsualModel,
        KeySource = KeySource,
        KeyVariable = KeyVariable,
        KeyHeader = KeyHeader.Name,
        IsDefault = isDefault,
        RequestsPerMinute = RequestsPerMinute ?? Dialect.RequestsPerMinute,
        ConcurrentTasks = ConcurrentTasks,
        SecretName = Secret?.Name,
        Vault = Secret?.Vault,
        Proxy = Proxy?.Address,
        PollIntervalSec = PollInterval?.TotalSeconds,
    };
}
