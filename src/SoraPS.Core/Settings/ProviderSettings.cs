namespace SoraPS.Core.Settings;

/// <summary>What a user has set of one provider. It holds no key. Null leaves a value as it is.</summary>
public sealed record ProviderSettings
{
    /// <summary>Protocol, by the name of the built-in provider that has it.</summary>
    public string? Dialect { get; init; }

    /// <summary>Base address, with the query that each request carries.</summary>
    public Uri? BaseUri { get; init; }

    /// <summary>Model for rows that name none.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>Name of the secret that holds the key.</summary>
    public string? SecretName { get; init; }

    /// <summary>Vault that holds the secret; null for whichever has it.</summary>
    public string? Vault { get; init; }

    /// <summary>Name of the environment variable that holds the key.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Header that carries the key; empty for the protocol's.</summary>
    public string? KeyHeader { get; init; }

    /// <summary>Requests a minute to stay under, 1 to 1,000,000.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Unfinished tasks at once, 1 to 1,000,000.</summary>
    public int? ConcurrentTasks { get; init; }

    /// <summary>Seconds between polls of a task, 0.05 to 3,600.</summary>
    public double? PollIntervalSec { get; init; }

    /// <summary>Address of the proxy, without user name and password.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Whether the proxy is told who this user is.</summary>
    public bool? ProxyUseDefaultCredentials { get; init; }

    /// <summary>These settings, and the earlier ones where these are null.</summary>
    public ProviderSettings Over(ProviderSettings? earlier) => earlier is null ? this : new()
    {
        Dialect = Dialect ?? earlier.Dialect,
        BaseUri = BaseUri ?? earlier.BaseUri,
        DefaultModel = DefaultModel ?? earlier.DefaultModel,
        SecretName = SecretName ?? earlier.SecretName,

        // The vault belongs to the secret that is named with it.
        Vault = SecretName is null ? earlier.Vault : Vault,
        KeyVariable = KeyVariable ?? earlier.KeyVariable,
        KeyHeader = KeyHeader ?? earlier.KeyHeader,
        RequestsPerMinute = RequestsPerMinute ?? earlier.RequestsPerMinute,
        ConcurrentTasks = ConcurrentTasks ?? earlier.ConcurrentTasks,
        PollIntervalSec = PollIntervalSec ?? earlier.PollIntervalSec,
        Proxy = Proxy ?? earlier.Proxy,

        // Another proxy is told who this user is only if that is said again.
        ProxyUseDefaultCredentials = ProxyUseDefaultCredentials ?? (Proxy is null ? earlier.ProxyUseDefaultCredentials : null),
    };
}
