using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Tests.Ledger;

/// <summary>A ledger that others hold.</summary>
public abstract class KeptWriteFixture : LedgerFixture
{
    private protected string[] KeptFiles => Directory.GetFiles(Folder, "ledger.db.lock-*");

    private protected StoredLedger OpenImpatient() => Ledger.Open(timeout: TimeSpan.FromMilliseconds(20));

    private protected LedgerDatabase Hold() => Ledger.Hold();

    private protected static async Task<SoraTask> ClaimedAsync(StoredLedger ledger) =>
        (await ledger.ClaimAsync(NewTask(), Row("a"), Resubmit.None)).Task with
        {
            State = SoraTaskState.Queued,
            Id = "video_1",
            GatewayData = new(new Dictionary<string, object> { ["order_id"] = "Ä1", ["can_cancel"] = true, ["n"] = 7L }),
        };

    private protected static LedgerEntry Accepted(SoraTask task) => new(task, "Accepted by the gateway.") { Answer = "{}" };

    private protected static (ClaimOutcome, string?) Seen(LedgerClaim claim) => (claim.Outcome, claim.Task.Id);
}
