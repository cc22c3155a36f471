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

    /// <summary>Where from.</summary>
    [Parameter(HelpMessage = "Session: forgets the changes of this session. User: removes the provider from your settings file, too. "
        + "Default: Session.")]
    public SettingsScope Scope { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            Try(name, () =>
            {
                ConnectionRegistry connections = Session.Client.Connections;
                Connection connection = connections.Choose(name);
                if (!ShouldProcess(connection.Name, "Remove provider"))
                {
                    return;
                }

                if (Scope is SettingsScope.User)
                {
                    connections.ChangeUser(connection.Name, null, makesDefault: false);
                }

                connections.Remove(connection.Name);
                if (!connection.IsBuiltIn && connections.IsInSettings(connection.Name))
                {
                    WriteWarning($"{connection.Name} is in your settings file and stays. -Scope User removes it there.");
                }
            });
        }
    }
}
