using System.Management.Automation;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Shows which ledger this session uses.</summary>
[Cmdlet(VerbsCommon.Get, "SoraLedger")]
[OutputType(typeof(SoraLedger))]
public sealed class GetSoraLedgerCommand : SoraCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing() => Try(null, () => WriteObject(Session.Ledger.Describe()));
}
