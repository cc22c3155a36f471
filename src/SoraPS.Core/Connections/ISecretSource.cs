namespace SoraPS.Core.Connections;

/// <summary>A place where secrets are kept, and the name of one key in it.</summary>
public interface ISecretSource
{
    /// <summary>The name of the secret.</summary>
    string Name { get; }

    /// <summary>The vault; null for whichever has it.</summary>
    string? Vault { get; }

    /// <summary>Reads the key, once; it never asks a person. Any thread may call it.</summary>
    /// <exception cref="SoraException">ApiKeyMissing: it cannot be read.</exception>
    ApiKey Read();
}
