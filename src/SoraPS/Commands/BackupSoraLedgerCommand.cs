using System.Management.Automation;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Parameters;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Copies the session's ledger to a new file, also while it is in use.</summary>
[Cmdlet(VerbsData.Backup, "SoraLedger", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class BackupSoraLedgerCommand : SoraCmdlet
{
    /// <summary>The copy.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "Path of the copy. The folder must exist, and the file must not.")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <inheritdoc/>
    protected override void EndProcessing() => Try(Path, () =>
    {
        string copy = FilePath.Resolve(Path, SessionState);
        SoraLedger used = Session.Ledger.Describe();
        string ledger = used.Path ?? throw new SoraException(SoraErrorKind.WriteFailed, $"The ledger {used} is not a file.")
        {
            RecommendedAction = "Back up the database with the tools of its server, such as pg_dump.",
        };
        if (ShouldProcess(ledger, $"Back up to {copy}"))
        {
            SqliteLedger.Backup(ledger, copy);
            WriteObject(new FileInfo(copy));
        }
    });
}
