using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Core.Connections;
using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Networks;
using SoraPS.Parameters;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Adds a provider or changes one, for this session. Nothing is written to disk, least of all a key.</summary>
[Cmdlet(VerbsCommon.Set, "SoraProvider", SupportsShouldProcess = true)]
[OutputType(typeof(SoraProvider))]
public sealed class SetSoraProviderCommand : SoraCmdlet
{
    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Provider name. A new name adds a provider.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The protocol.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Protocol of the provider: the name of a built-in provider, such as OpenAI for any server with /v1/videos.")]
    [DialectName]
    [ArgumentCompleter(typeof(DialectCompleter))]
    public string? Dialect { get; set; }

    /// <summary>The base address.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Base address, such as http://gpubox:8091/v1.")]
    public Uri? BaseUri { get; set; }

    /// <summary>The default model.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Model for rows that do not specify one.")]
    public string? DefaultModel { get; set; }

    /// <summary>The key.</summary>
    [Parameter(HelpMessage = "Key for this session: a SecureString, a credential whose password is the key, or plain text.")]
    [Key]
    public ApiKey? ApiKey { get; set; }

    /// <summary>The secret that holds the key.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Name of the SecretManagement secret that holds the key. It is read when the key is first needed and neither "
            + "the session nor the environment has one. It never prompts.")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(SecretCompleter))]
    public string? SecretName { get; set; }

    /// <summary>The vault of the secret.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Vault that holds the secret. Default: all vaults are searched, the default vault first.")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(VaultCompleter))]
    public string? Vault { get; set; }

    /// <summary>The variable that holds the key.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Name of the environment variable that holds the key.")]
    public string? KeyVariable { get; set; }

    /// <summary>The header that carries the key.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Header that carries the key, such as api-key. Authorization sends 'Bearer' and the key, any other header the key "
            + "alone. An empty string restores the header of the protocol.")]
    public string? KeyHeader { get; set; }

    /// <summary>Request budget.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Maximum number of requests per minute, shared by all commands of this process.")]
    [ValidateRange(1, 1_000_000)]
    public int? RequestsPerMinute { get; set; }

    /// <summary>Fixed pace.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Seconds between polls of a task. Default: SoraPS chooses the interval.")]
    [ValidateRange(0.05, 3600)]
    public double? PollIntervalSec { get; set; }

    /// <summary>The proxy.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Proxy for the provider's requests and downloads, such as http://proxy:8080. Default: the environment's "
            + "(HTTPS_PROXY, NO_PROXY) or the system's.")]
    public Uri? Proxy { get; set; }

    /// <summary>Who is asking, for the proxy.</summary>
    [Parameter(HelpMessage = "User name and password for the proxy.")]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>This user, for the proxy.</summary>
    [Parameter(HelpMessage = "Authenticates to the proxy as the current user.")]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>Make it the default.</summary>
    [Parameter(HelpMessage = "Makes this the default provider.")]
    public SwitchParameter Default { get; set; }

    /// <summary>Show it.</summary>
    [Parameter(HelpMessage = "Returns the changed provider.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Try(Name, () =>
    {
        ConnectionRegistry connections = Session.Client.Connections;
        Connection connection = Changed(connections.Find(Name) ?? New());
        if (!ShouldProcess(connection.Name, "Set provider"))
        {
            return;
        }

        connections.Set(connection);
        if (connection.IsExposed)
        {
            WriteWarning(
                $"{connection.Name} is asked over http: its key and your prompts travel unencrypted to {connection.BaseUri.IdnHost}. "
                + "Give -BaseUri as an https address if it has one.");
        }

        if (Default)
        {
            connections.SetDefault(connection.Name);
        }

        if (PassThru)
        {
            WriteObject(connection.ToProvider(connection.Name == connections.Default));
        }
    });

    private Connection New()
    {
        Dialect dialect = DialectCatalog.Find(Dialect) ?? throw new SoraException(
            SoraErrorKind.ProviderNotChosen, $"There is no provider '{Name}', and without -Dialect none can be added.")
        {
            RecommendedAction = "Name the protocol it speaks, such as -Dialect OpenAI.",
        };
        return new Connection
        {
            Name = Name,
            Dialect = dialect,
            BaseUri = BaseUri ?? dialect.DefaultBaseUri,
            // Its own variable: another server must never be sent the key of the service whose dialect it speaks.
            KeyVariable = KeyVariable
                ?? string.Concat(Name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')) + "_API_KEY",
        };
    }

    private Connection Changed(Connection connection)
    {
        (Uri address, string query) = CheckedBase() ?? (connection.BaseUri, connection.Query);
        Connection changed = connection with
        {
            Dialect = DialectCatalog.Find(Dialect) ?? connection.Dialect,
            BaseUri = address,
            Query = query,
            DefaultModel = DefaultModel ?? connection.DefaultModel,
            SessionKey = ApiKey ?? connection.SessionKey,
            KeyVariable = KeyVariable ?? connection.KeyVariable,
            Secret = CheckedSecret() ?? connection.Secret,
            Proxy = CheckedProxy(connection.Proxy) ?? connection.Proxy,
            RequestsPerMinute = RequestsPerMinute ?? connection.RequestsPerMinute,
            PollInterval = PollIntervalSec is { } seconds ? TimeSpan.FromSeconds(seconds) : connection.PollInterval,
        };
        return KeyHeader is null ? changed : changed.WithKeyHeader(KeyHeader);
    }

    private VaultSecret? CheckedSecret() => SecretName is not null
        ? new VaultSecret(SecretName, Vault)
        : Vault is null ? null : throw Unusable("-Vault needs -SecretName.", "Name the secret that the vault holds.");

    // Credentials alone are for the proxy that was given before.
    private ProxySettings? CheckedProxy(ProxySettings? before)
    {
        if (ProxyCredential is not null && ProxyUseDefaultCredentials)
        {
            throw Unusable("-ProxyCredential and -ProxyUseDefaultCredentials contradict each other.", "Give one of them.");
        }

        if (Proxy is not null && !(Proxy.IsAbsoluteUri && Proxy.Scheme is "http" or "https" or "socks4" or "socks4a" or "socks5"
            && Proxy.UserInfo.Length == 0))
        {
            throw Unusable("The proxy must be an address such as http://proxy:8080, without a user name.",
                "Give user name and password as -ProxyCredential.");
        }

        Uri? address = Proxy ?? before?.Address;
        return ProxyCredential is { } credential ? new ProxySettings(address, credential.GetNetworkCredential())
            : Proxy is not null || ProxyUseDefaultCredentials ? new ProxySettings(address, ProxyUseDefaultCredentials)
            : null;
    }

    private static SoraException Unusable(string message, string action) =>
        new(SoraErrorKind.InvalidRequest, message) { RecommendedAction = action };

    private (Uri Address, string Query)? CheckedBase()
    {
        if (BaseUri is null)
        {
            return null;
        }

        bool isUsable = BaseUri.IsAbsoluteUri && BaseUri.Scheme is "http" or "https" && BaseUri is { Fragment: "", UserInfo: "" };
        return isUsable ? (new Uri(BaseUri.GetLeftPart(UriPartial.Path).TrimEnd('/')), BaseUri.Query.TrimStart('?')) : throw Unusable(
            "The base address must be http or https, without user name and fragment.",
            "Give it as in the gateway's documentation, such as http://gpubox:8091/v1.");
    }
}
