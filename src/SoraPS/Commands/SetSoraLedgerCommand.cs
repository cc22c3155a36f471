using System.Management.Automation;
using SoraPS.Core.Ledger;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Says where this session keeps its ledger.</summary>
[Cmdlet(VerbsCommon.Set, "SoraLedger", SupportsShouldProcess = true)]
[OutputType(typeof(SoraLedger))]
public sealed class SetSoraLedgerCommand : SoraCmdlet
{
    private const string ToPath = "Path";
    private const string ToDefault = "Default";

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ToPath,
        HelpMessage = "Path of the ledger file, created if needed. It must be on a local disk.")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Back to the usual one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ToDefault,
        HelpMessage = "Returns to the file that SORAPS_LEDGER names, or else to the one in the user's data folder.")]
    public SwitchParameter Default { get; set; }

    /// <summary>Show it.</summary>
    [Parameter(HelpMessage = "Returns the ledger that the session now uses.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            Use(Path is null ? null : Resolved(Path));
        }
        catch (SoraException exception)
        {
            Terminate(exception);
        }
    }

    private string Resolved(string path)
    {
        LedgerLocation.RequireFile(path);
        return GetUnresolvedProviderPathFromPSPath(path);
    }

    private void Use(string? file)
    {
        // Going back to the usual ledger shows nothing of it: what SORAPS_LEDGER names may be unusable by now.
        if (!ShouldProcess(file ?? "the usual ledger", "Use ledger"))
        {
            return;
        }

        Session.Ledger.Choose(file);
        if (PassThru)
        {
            WriteObject(Session.Ledger.Describe());
        }
    }
}
