using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Networks;
using SoraPS.Core.Settings;

namespace SoraPS.Core.Connections;

/// <summary>Makes connections of settings.</summary>
public static class ConnectionSettings
{
    /// <summary>The connection that comes with the module for a dialect.</summary>
    public static Connection BuiltIn(Dialect dialect) => new()
    {
        Name = dialect.Name,
        Dialect = dialect,
        BaseUri = dialect.DefaultBaseUri,
        KeyVariable = dialect.KeyVariable,
        IsBuiltIn = true,
    };

    /// <summary>A new connection, with nothing set but the dialect.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dialect">Name of the dialect.</param>
    /// <exception cref="SoraException">ProviderNotChosen: there is no such dialect.</exception>
    public static Connection New(string name, string? dialect)
    {
        Dialect protocol = DialectCatalog.Find(dialect) ?? throw new SoraException(
            SoraErrorKind.ProviderNotChosen, $"There is no provider '{name}', and without a dialect none can be added.")
        {
            RecommendedAction = "Name the protocol it speaks, such as -Dialect OpenAI.",
        };
        return new Connection
        {
            Name = name,
            Dialect = protocol,
            BaseUri = protocol.DefaultBaseUri,

            // Its own variable: another server must never be sent the key of the service whose dialect it speaks.
            KeyVariable = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')) + "_API_KEY",
        };
    }

    /// <summary>The connection with what is set; what the settings leave null stays.</summary>
    /// <param name="connection">The connection as it was.</param>
    /// <param name="settings">What is set.</param>
    /// <param name="secrets">Finds the secret of a name in a vault.</param>
    /// <exception cref="SoraException">InvalidRequest: a setting cannot be used.</exception>
    public static Connection With(this Connection connection, ProviderSettings settings, Func<string, string?, ISecretSource> secrets)
    {
        if (settings.Vault is not null && settings.SecretName is null)
        {
            throw Unusable("-Vault needs -SecretName.", "Name the secret that the vault holds.");
        }

        if (settings.RequestsPerMinute is < 1 or > 1_000_000 || settings.ConcurrentTasks is < 1 or > 1_000_000
            || settings.PollIntervalSec is < 0.05 or > 3600)
        {
            throw Unusable(
                "RequestsPerMinute and ConcurrentTasks must be 1 to 1,000,000, and PollIntervalSec 0.05 to 3,600.", "Correct the number.");
        }

        (Uri address, string query) = BaseOf(settings.BaseUri) ?? (connection.BaseUri, connection.Query);
        Connection changed = connection with
        {
            Dialect = settings.Dialect is null ? connection.Dialect : DialectCatalog.Find(settings.Dialect)
                ?? throw Unusable($"There is no dialect '{settings.Dialect}'.", "Name a built-in provider, such as OpenAI."),
            BaseUri = address,
            Query = query,
            DefaultModel = settings.DefaultModel ?? connection.DefaultModel,
            KeyVariable = settings.KeyVariable ?? connection.KeyVariable,
            Secret = settings.SecretName is { } secret ? secrets(secret, settings.Vault) : connection.Secret,
            Proxy = ProxyOf(settings, connection.Proxy),
            RequestsPerMinute = settings.RequestsPerMinute ?? connection.RequestsPerMinute,
            ConcurrentTasks = settings.ConcurrentTasks ?? connection.ConcurrentTasks,
            PollInterval = settings.PollIntervalSec is { } seconds ? TimeSpan.FromSeconds(seconds) : connection.PollInterval,
        };
        return settings.KeyHeader is null ? changed : changed.WithKeyHeader(settings.KeyHeader);
    }

    // Credentials alone are for the proxy that was given before.
    private static ProxySettings? ProxyOf(ProviderSettings settings, ProxySettings? before)
    {
        if (settings.Proxy is { } proxy && !(proxy.IsAbsoluteUri && proxy.Scheme is "http" or "https" or "socks4" or "socks4a" or "socks5"
            && proxy.UserInfo.Length == 0))
        {
            throw Unusable(
                "The proxy must be an address such as http://proxy:8080, without a user name.",
                "Give user name and password as -ProxyCredential.");
        }

        return settings.Proxy is null && settings.ProxyUseDefaultCredentials is not true
            ? before
            : new ProxySettings(settings.Proxy ?? before?.Address, settings.ProxyUseDefaultCredentials is true);
    }

    private static (Uri Address, string Query)? BaseOf(Uri? address)
    {
        if (address is null)
        {
            return null;
        }

        bool isUsable = address.IsAbsoluteUri && address.Scheme is "http" or "https" && address is { Fragment: "", UserInfo: "" };
        return isUsable ? (new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/')), address.Query.TrimStart('?')) : throw Unusable(
            "The base address must be http or https, without user name and fragment.",
            "Give it as in the gateway's documentation, such as http://gpubox:8091/v1.");
    }

    private static SoraException Unusable(string message, string action) =>
        new(SoraErrorKind.InvalidRequest, message) { RecommendedAction = action };
}
