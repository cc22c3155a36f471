using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Copying;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Ledger.Store;
using SoraPS.Parameters;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Copies tasks of the session's ledger to another file or database.</summary>
[Cmdlet(VerbsCommon.Copy, "SoraLedger", SupportsShouldProcess = true)]
[OutputType(typeof(SoraLedgerCopy))]
public sealed class CopySoraLedgerCommand : SoraCmdlet
{
    private const string ToPath = "Path";
    private const string ToDatabase = "ConnectionString";

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ToPath,
        HelpMessage = "Path of the ledger file to copy to, created if needed. It must be on a local disk.")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The database.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ToDatabase,
        HelpMessage = "PostgreSQL database to copy to: postgresql://user@host/database, or keywords as of Npgsql.")]
    [ValidateNotNullOrEmpty]
    public string? ConnectionString { get; set; }

    /// <summary>Its user.</summary>
    [Parameter(ParameterSetName = ToDatabase,
        HelpMessage = "User name and password for the database. Default: those in the connection string, PGPASSWORD or .pgpass.")]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Which batches.</summary>
    [Parameter(HelpMessage = "Copies only the tasks of this batch. Wildcards are allowed. Default: all tasks.")]
    [SupportsWildcards]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(BatchCompleter))]
    public string? Batch { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => Try(null, () =>
    {
        SoraLedger used = Session.Ledger.Describe();
        string place = ConnectionString is null
            ? LedgerPlace.OfFile(Path!, SessionState)
            : LedgerPlace.OfDatabase(ConnectionString, Credential);
        string target = ConnectionString is null ? place : LedgerPlace.Database;
        if (ShouldProcess($"{used}", $"Copy tasks to {target}"))
        {
            WriteObject(Session.Ledger.Use(null, from => CopyAsync((StoredLedger)from, place)));
        }
    });

    private async Task<SoraLedgerCopy> CopyAsync(StoredLedger from, string place)
    {
        ILedger to = LedgerEngines.Open(place);
        await using (to.ConfigureAwait(false))
        {
            WildcardPattern? pattern = Batch is null ? null : WildcardPattern.Get(Batch, WildcardOptions.IgnoreCase);
            bool IsWanted(SoraTask task) => pattern is null || (task.Batch is { } batch && pattern.IsMatch(batch));
            return await LedgerCopy.CopyAsync(from, (StoredLedger)to, IsWanted).ConfigureAwait(false);
        }
    }
}
