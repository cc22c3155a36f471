using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Core.Connections;
using SoraPS.Core.Providers;
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
        HelpMessage = "Name of the provider; a new name adds one.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The protocol.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "The protocol it speaks: LinkModel, UniAll, Apixo, Odkkk, AimlApi, or OpenAI for any server with /v1/videos.")]
    [DialectName]
    [ArgumentCompleter(typeof(DialectCompleter))]
    public string? Dialect { get; set; }

    /// <summary>The base address.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Base address, such as http://gpubox:8091/v1.")]
    public Uri? BaseUri { get; set; }

    /// <summary>The default model.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Model for rows that name none.")]
    public string? DefaultModel { get; set; }

    /// <summary>The key.</summary>
    [Parameter(HelpMessage = "Key for this session: a SecureString, a credential whose password is the key, or a text.")]
    [Key]
    public ApiKey? ApiKey { get; set; }

    /// <summary>The variable that holds the key.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Environment variable that holds the key.")]
    public string? KeyVariable { get; set; }

    /// <summary>Request budget.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Requests a minute to stay under, all commands together.")]
    [ValidateRange(1, 1_000_000)]
    public int? RequestsPerMinute { get; set; }

    /// <summary>Fixed pace.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Seconds between looks at a task; without it the gateway's documented pace.")]
    [ValidateRange(0.05, 3600)]
    public double? PollIntervalSec { get; set; }

    /// <summary>Make it the default.</summary>
    [Parameter(HelpMessage = "Uses this provider where no -Provider is given.")]
    public SwitchParameter Default { get; set; }

    /// <summary>Show it.</summary>
    [Parameter(HelpMessage = "Emits the provider as it is then.")]
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
        Dialect dialect = Dialects.Find(Dialect) ?? throw new SoraException(
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
            KeyVariable = KeyVariable ?? string.Concat(Name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')) + "_API_KEY",
        };
    }

    private Connection Changed(Connection connection) => connection with
    {
        Dialect = Dialects.Find(Dialect) ?? connection.Dialect,
        BaseUri = CheckedBase() ?? connection.BaseUri,
        DefaultModel = DefaultModel ?? connection.DefaultModel,
        SessionKey = ApiKey ?? connection.SessionKey,
        KeyVariable = KeyVariable ?? connection.KeyVariable,
        RequestsPerMinute = RequestsPerMinute ?? connection.RequestsPerMinute,
        PollInterval = PollIntervalSec is { } seconds ? TimeSpan.FromSeconds(seconds) : connection.PollInterval,
    };

    private Uri? CheckedBase()
    {
        if (BaseUri is null)
        {
            return null;
        }

        bool isUsable = BaseUri.IsAbsoluteUri && BaseUri.Scheme is "http" or "https" && BaseUri is { Query: "", Fragment: "", UserInfo: "" };
        return isUsable ? new Uri(BaseUri.AbsoluteUri.TrimEnd('/')) : throw new SoraException(
            SoraErrorKind.InvalidRequest, "The base address must be http or https, without user name, query and fragment.")
        {
            RecommendedAction = "Give it as in the gateway's documentation, such as http://gpubox:8091/v1.",
        };
    }
}
