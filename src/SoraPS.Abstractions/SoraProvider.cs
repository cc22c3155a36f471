namespace SoraPS;

/// <summary>A named connection to a gateway, as Get-SoraProvider shows it. It tells whether there is a key, never the key.</summary>
public sealed record SoraProvider
{
    /// <summary>The connection's name.</summary>
    public required string Name { get; init; }

    /// <summary>The protocol it speaks: LinkModel, UniAll, Apixo, Odkkk, AimlApi or OpenAI.</summary>
    public required string Dialect { get; init; }

    /// <summary>Where it lives, without a trailing slash.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>The model used when a row names none.</summary>
    public string? DefaultModel { get; init; }

    /// <summary>Where the key comes from: Session, Environment, Secret, NotNeeded or None.</summary>
    public required string KeySource { get; init; }

    /// <summary>The environment variable that is read when no key was set in this session; null if none.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Name of the secret that holds the key; null if none was named.</summary>
    public string? SecretName { get; init; }

    /// <summary>The vault of the secret; null for whichever has it.</summary>
    public string? Vault { get; init; }

    /// <summary>The proxy; null for the environment's or the system's.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Whether it is used when -Provider is not given.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Requests a minute that SoraPS stays under; null for no limit of its own.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Seconds between looks at a task; null for the gateway's documented pace.</summary>
    public double? PollIntervalSec { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
