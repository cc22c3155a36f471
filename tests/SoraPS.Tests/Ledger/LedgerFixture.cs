using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Ledger;

/// <summary>A ledger for one test, gone afterwards.</summary>
public class LedgerFixture(bool? isPostgres = null) : IDisposable
{
    protected TestLedger Ledger { get; } = new(isPostgres);

    protected string Folder => Ledger.Folder;

    protected string File => Ledger.File;

    public void Dispose()
    {
        Ledger.Dispose();
        GC.SuppressFinalize(this);
    }

    protected StoredLedger Open() => Ledger.Open();

    protected internal static SoraTask NewTask(string? batch = null, string provider = "LinkModel") => new()
    {
        RequestId = Guid.CreateVersion7().ToString("N"),
        Provider = provider,
        Batch = batch,
        Prompt = "A cat",
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000),
    };

    protected internal static IdempotencyKey Row(string name, string prompt = "A cat", string batch = "spring") =>
        new IdempotencyKeys().Of(batch, new VideoRequest { Prompt = prompt, Name = name });

    protected internal static async Task<SoraTask> RecordedAsync(
        ILedger ledger, SoraTaskState state, IdempotencyKey? row = null, Func<SoraTask, SoraTask>? change = null)
    {
        LedgerClaim claim = await ledger.ClaimAsync(NewTask(), row, Resubmit.None);
        SoraTask task = claim.Task with { State = state, Id = $"id-{claim.Task.RequestId}" };
        task = change?.Invoke(task) ?? task;
        await ledger.WriteAsync(new LedgerEntry(task, "Seen."));
        return task;
    }

    protected string? Sql(string sql) => Ledger.Sql(sql);

    protected void KillOwners() => Ledger.KillOwners();
}
