using System.Globalization;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sqlite;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Requests;

namespace SoraPS.Tests.Ledger;

/// <summary>A folder for one test's ledger, gone afterwards.</summary>
public class LedgerFixture : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("soraps-ledger-");

    protected string Folder => _folder.FullName;

    protected string File => Path.Combine(Folder, "ledger.db");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected SqliteLedger Open() => SqliteLedger.Open(File);

    protected static SoraTask NewTask(string? batch = null, string provider = "LinkModel") => new()
    {
        RequestId = Guid.CreateVersion7().ToString("N"),
        Provider = provider,
        Batch = batch,
        Prompt = "A cat",
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000),
    };

    protected static IdempotencyKey Row(string name, string prompt = "A cat", string batch = "spring") =>
        new IdempotencyKeys().Of(batch, new VideoRequest { Prompt = prompt, Name = name });

    protected static async Task<SoraTask> RecordedAsync(
        ILedger ledger, SoraTaskState state, IdempotencyKey? row = null, Func<SoraTask, SoraTask>? change = null)
    {
        LedgerClaim claim = await ledger.ClaimAsync(NewTask(), row, Resubmit.None);
        SoraTask task = claim.Task with { State = state, Id = $"id-{claim.Task.RequestId}" };
        task = change?.Invoke(task) ?? task;
        await ledger.WriteAsync(new LedgerEntry(task, "Seen."));
        return task;
    }

    /// <summary>Runs a statement beside the ledger, as another program would; gives the first value as text.</summary>
    protected string? Sql(string sql)
    {
        if (!System.IO.File.Exists(File))
        {
            System.IO.File.Create(File).Dispose();
        }

        using SqliteDatabase database = SqliteDatabase.Open(File);
        return Convert.ToString(database.Scalar(sql), CultureInfo.InvariantCulture);
    }

    /// <summary>Makes it look as if the process that submits had died.</summary>
    protected void KillOwners() => Sql(
        $"UPDATE tasks SET owner = '{(LedgerOwner.New() with { Pid = int.MaxValue, Started = 1 })}'");
}
