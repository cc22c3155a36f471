using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Core.Connections;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Shows the providers, and whether each has a key.</summary>
[Cmdlet(VerbsCommon.Get, "SoraProvider")]
[OutputType(typeof(SoraProvider))]
public sealed class GetSoraProviderCommand : SoraCmdlet
{
    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Provider names. Wildcards are allowed. Default: all providers.")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ConnectionRegistry connections = Session.Client.Connections;
        foreach (string name in Name)
        {
            if (!WildcardPattern.ContainsWildcardCharacters(name))
            {
                Try(name, () => Show(connections.Choose(name)));
                continue;
            }

            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            foreach (Connection connection in connections.All().Where(connection => pattern.IsMatch(connection.Name)))
            {
                Show(connection);
            }
        }

        void Show(Connection connection) => WriteObject(connections.Show(connection));
    }
}
