using System.Management.Automation;
using SoraPS.Core.Costs;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>
/// Tells what rows would cost before any is sent. It takes the rows of New-SoraVideo and needs no key.
/// </summary>
[Cmdlet(VerbsDiagnostic.Measure, "SoraCost")]
[OutputType(typeof(SoraCost))]
public sealed class MeasureSoraCostCommand : RowStageCmdlet<SoraCost>
{
    /// <summary>Sums only.</summary>
    [Parameter(HelpMessage = "Returns one total per currency, plus one object that counts the rows of unknown price.")]
    public SwitchParameter Total { get; set; }

    /// <inheritdoc/>
    protected override Stage<IVideoRow, SoraCost> Open() =>
        Session.Client.Measure(new MeasureOptions { Total = Total });
}
