using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Core.Connections;
using SoraPS.Core.Networks;
using SoraPS.Core.Settings;
using SoraPS.Parameters;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Adds a provider or changes one, for this session or in the user's settings. A key is never written to disk.</summary>
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
        HelpMessage = "Maximum number of requests per minute, 1 to 1,000,000, shared by all processes that use the ledger.")]
    public int? RequestsPerMinute { get; set; }

    /// <summary>Unfinished tasks at once.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Maximum number of unfinished tasks, 1 to 1,000,000, counted over all processes that use the ledger. Further rows "
            + "wait until a task has ended.")]
    public int? ConcurrentTasks { get; set; }

    /// <summary>Fixed pace.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Seconds between polls of a task, 0.05 to 3,600. Default: SoraPS chooses the interval.")]
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

    /// <summary>How far it holds.</summary>
    [Parameter(HelpMessage = "Session: for this process only. User: also for later sessions, in your settings file, which never "
        + "contains a key. Default: Session.")]
    public SettingsScope Scope { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Try(Name, () =>
    {
        ConnectionRegistry connections = Session.Client.Connections;
        ProviderSettings settings = Settings();
        Connection connection = WithSecrets(connections.Changed(Name, settings));
        if (!ShouldProcess(connection.Name, "Set provider"))
        {
            return;
        }

        if (Scope is SettingsScope.User)
        {
            connections.ChangeUser(connection.Name, settings, Default);
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
            WriteObject(connections.Show(connection));
        }
    });

    private ProviderSettings Settings() => new()
    {
        Dialect = Dialect,
        BaseUri = BaseUri,
        DefaultModel = DefaultModel,
        SecretName = SecretName,
        Vault = Vault,
        KeyVariable = KeyVariable,
        KeyHeader = KeyHeader,
        RequestsPerMinute = RequestsPerMinute,
        ConcurrentTasks = ConcurrentTasks,
        PollIntervalSec = PollIntervalSec,
        Proxy = Proxy,
        ProxyUseDefaultCredentials = ProxyUseDefaultCredentials ? true : null,
    };

    // What must not be in a file.
    private Connection WithSecrets(Connection connection)
    {
        if (ProxyCredential is not null && ProxyUseDefaultCredentials)
        {
            throw Unusable("-ProxyCredential and -ProxyUseDefaultCredentials contradict each other.", "Give one of them.");
        }

        if (Scope is SettingsScope.User && (ApiKey is not null || ProxyCredential is not null))
        {
            throw Unusable(
                "The settings file never contains a key or a password.",
                "Give the key as -SecretName or in the variable of -KeyVariable, and a proxy's password for the session only.");
        }

        return connection with
        {
            SessionKey = ApiKey ?? connection.SessionKey,
            Proxy = ProxyCredential is { } credential
                ? new ProxySettings(connection.Proxy?.Address, credential.GetNetworkCredential())
                : connection.Proxy,
        };
    }

    private static SoraException Unusable(string message, string action) =>
        new(SoraErrorKind.InvalidRequest, message) { RecommendedAction = action };
}
