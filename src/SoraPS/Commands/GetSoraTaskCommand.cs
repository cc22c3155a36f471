using System.Management.Automation;
using SoraPS.Core.Stages;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Asks the gateway about tasks once and emits them as they are now.</summary>
[Cmdlet(VerbsCommon.Get, "SoraTask", DefaultParameterSetName = ById)]
[OutputType(typeof(SoraTask))]
public sealed class GetSoraTaskCommand : TaskStageCmdlet<SoraTask>
{
    /// <inheritdoc/>
    protected override Stage<SoraTask, SoraTask> Open() => Session.Client.Look(new LookOptions { Detail = Detail });
}
