using System.Management.Automation;
using SoraPS.Core.Connections;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Removes an added provider, or brings a built-in one back to how it came; a key set in this session is forgotten.</summary>
[Cmdlet(VerbsCommon.Remove, "SoraProvider", SupportsShouldProcess = true)]
public sealed class RemoveSoraProviderCommand : SoraCmdlet
{
    /// <summary>Names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Names of providers.")]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            WithConnection(name, found =>
            {
                if (ShouldProcess(found.Name, "Remove provider"))
                {
                    Session.Client.Connections.Remove(found.Name);
                }
            });
        }
    }
}
