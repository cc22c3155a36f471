using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Stops emulators; providers that pointed at one are as they were configured before.</summary>
[Cmdlet(VerbsLifecycle.Stop, "SoraEmulator", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StopSoraEmulatorCommand : SoraCmdlet
{
    /// <summary>Its number.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Number of the emulator. Default: all emulators.")]
    [ArgumentCompleter(typeof(EmulatorIdCompleter))]
    public int? Id { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (SoraEmulator emulator in Session.Emulators.List(Id).ToArray())
        {
            if (ShouldProcess(emulator.ToString(), "Stop emulator"))
            {
                Session.Emulators.Stop(emulator.Id);
            }
        }
    }
}
