using System.Management.Automation;
using SoraPS.Pipeline;
using SoraPS.Runs;

namespace SoraPS.Commands;

/// <summary>Returns what came of the last run of this session.</summary>
[Cmdlet(VerbsCommon.Get, "SoraRun")]
[OutputType(typeof(SoraRun))]
public sealed class GetSoraRunCommand : SoraCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(PipelineRun.Last);
}
