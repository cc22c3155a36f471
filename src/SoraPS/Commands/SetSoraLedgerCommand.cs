using System.Management.Automation;
using SoraPS.Parameters;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Says where this session keeps its ledger.</summary>
[Cmdlet(VerbsCommon.Set, "SoraLedger", SupportsShouldProcess = true)]
[OutputType(typeof(SoraLedger))]
public sealed class SetSoraLedgerCommand : SoraCmdlet
{
    private const string ToPath = "Path";
    private const string ToDatabase = "ConnectionString";
    private const string ToDefault = "Default";

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ToPath,
        HelpMessage = "Path of the ledger file, created if needed. It must be on a local disk.")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The database.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ToDatabase,
        HelpMessage = "PostgreSQL database in which to keep the ledger: postgresql://user@host/database, or keywords as of Npgsql.")]
    [ValidateNotNullOrEmpty]
    public string? ConnectionString { get; set; }

    /// <summary>Its user.</summary>
    [Parameter(ParameterSetName = ToDatabase,
        HelpMessage = "User name and password for the database. Default: those in the connection string, PGPASSWORD or .pgpass.")]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Back to the usual one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ToDefault,
        HelpMessage = "Returns to the ledger that SORAPS_LEDGER names, or else to the file in the user's data folder.")]
    public SwitchParameter Default { get; set; }

    /// <summary>Show it.</summary>
    [Parameter(HelpMessage = "Returns the ledger that the session now uses.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            if (ConnectionString is not null)
            {
                Use(LedgerPlace.OfDatabase(ConnectionString, Credential), LedgerPlace.Database);
            }
            else
            {
                // Going back to the usual ledger shows nothing of it: what SORAPS_LEDGER names may be unusable by now.
                string? file = Path is null ? null : LedgerPlace.OfFile(Path, SessionState);
                Use(file, file ?? "the usual ledger");
            }
        }
        catch (SoraException exception)
        {
            Terminate(exception);
        }
    }

    private void Use(string? place, string target)
    {
        if (!ShouldProcess(target, "Use ledger"))
        {
            return;
        }

        Session.Ledger.Choose(place);
        if (PassThru)
        {
            WriteObject(Session.Ledger.Describe());
        }
    }
}
