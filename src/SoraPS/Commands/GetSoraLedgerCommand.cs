using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Parameters;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Shows which ledger this session uses.</summary>
[Cmdlet(VerbsCommon.Get, "SoraLedger")]
[OutputType(typeof(SoraLedger))]
public sealed class GetSoraLedgerCommand : SoraCmdlet
{
    /// <summary>The connection.</summary>
    [Parameter(Position = 0,
        HelpMessage = "Provider whose ledger to show. Default: the ledger of the emulator in use, or else the usual one.")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string? Provider { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => Try(Provider, () => WriteObject(
        Session.Ledger.Describe(Provider is null ? null : Session.Client.Connections.Choose(Provider))));
}
