namespace SoraPS;

/// <summary>A named connection to a gateway. It shows where the key comes from, but never the key.</summary>
public sealed record SoraProvider
{
    /// <summary>Name of the provider.</summary>
    public required string Name { get; init; }

    /// <summary>Protocol that the provider uses, by the name of the built-in provider that has it, such as OpenAI.</summary>
    public required string Dialect { get; init; }

    /// <summary>Base address, without a trailing slash.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>Model for rows that do not specify one.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>Source of the key: Session, Environment, Secret, NotNeeded or None.</summary>
    public required string KeySource { get; init; }

    /// <summary>Environment variable that holds the key, used if the session has no key; null if there is none.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Header that carries the key: Authorization as 'Bearer' and the key, any other header as the key alone.</summary>
    public string? KeyHeader { get; init; }

    /// <summary>Name of the SecretManagement secret that holds the key; null if none is configured.</summary>
    public string? SecretName { get; init; }

    /// <summary>Vault that holds the secret; null to search all vaults.</summary>
    public string? Vault { get; init; }

    /// <summary>Address of the proxy; null for the proxy of the environment or the system.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Whether commands without -Provider use this provider.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Maximum number of requests per minute; null for no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Maximum number of unfinished tasks, counted over all processes that use the ledger; null for no limit.</summary>
    public int? ConcurrentTasks { get; init; }

    /// <summary>Seconds between polls of a task; null if SoraPS chooses the interval.</summary>
    public double? PollIntervalSec { get; init; }

    /// <summary>
    /// Where each value comes from, by property name: Session (Set-SoraProvider), User (the settings file) or Default.
    /// </summary>
    public IReadOnlyDictionary<string, string> Sources { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public override string ToString() => Name;
}
