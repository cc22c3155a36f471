using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Shows the running emulators and what they have seen so far.</summary>
[Cmdlet(VerbsCommon.Get, "SoraEmulator")]
[OutputType(typeof(SoraEmulator))]
public sealed class GetSoraEmulatorCommand : SoraCmdlet
{
    /// <summary>Its number.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Number of the emulator. Default: all emulators.")]
    [ArgumentCompleter(typeof(EmulatorIdCompleter))]
    public int? Id { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(Session.Emulators.List(Id), enumerateCollection: true);
}
