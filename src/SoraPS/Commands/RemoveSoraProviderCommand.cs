using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Core.Connections;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Removes an added provider, or brings a built-in one back to how it came; a key set in this session is forgotten.</summary>
[Cmdlet(VerbsCommon.Remove, "SoraProvider", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveSoraProviderCommand : SoraCmdlet
{
    /// <summary>Names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Provider names.")]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            Try(name, () =>
            {
                Connection connection = Session.Client.Connections.Choose(name);
                if (ShouldProcess(connection.Name, "Remove provider"))
                {
                    Session.Client.Connections.Remove(connection.Name);
                }
            });
        }
    }
}
