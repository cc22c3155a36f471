namespace SoraPS.Core.Connections;

/// <summary>A secret that nobody can read, since the program has no vaults.</summary>
internal sealed record NoSecret(string Name, string? Vault) : ISecretSource
{
    /// <inheritdoc/>
    public ApiKey Read() => throw new SoraException(
        SoraErrorKind.ApiKeyMissing, $"The secret {Name} cannot be read: this program has no vaults.")
    {
        RecommendedAction = "Give the key in the provider's environment variable.",
    };
}
