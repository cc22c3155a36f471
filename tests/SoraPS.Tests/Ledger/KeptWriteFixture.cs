using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sqlite;

namespace SoraPS.Tests.Ledger;

/// <summary>A ledger that others hold.</summary>
public abstract class KeptWriteFixture : LedgerFixture
{
    private protected string[] KeptFiles => Directory.GetFiles(Folder, "ledger.db.lock-*");

    private protected SqliteLedger OpenImpatient() => SqliteLedger.Open(File, null, TimeSpan.FromMilliseconds(20));

    private protected SqliteDatabase Hold()
    {
        SqliteDatabase holder = SqliteDatabase.Open(File);
        holder.Begin(TimeSpan.FromSeconds(10));
        return holder;
    }

    private protected static async Task<SoraTask> ClaimedAsync(SqliteLedger ledger) =>
        (await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None)).Task with
        {
            State = SoraTaskState.Queued,
            Id = "video_1",
            GatewayData = new(new Dictionary<string, object> { ["order_id"] = "Ä1", ["can_cancel"] = true, ["n"] = 7L }),
        };

    private protected static LedgerEntry Accepted(SoraTask task) => new(task, "Accepted by the gateway.") { Answer = "{}" };

    private protected static (ClaimOutcome, string?) Seen(LedgerClaim claim) => (claim.Outcome, claim.Task.Id);
}
