using SoraPS.Core.Requests;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>A ledger in an SQLite file that any number of processes may use at once.</summary>
public sealed class SqliteLedger : ILedger
{
    private const string TaskOf = "(SELECT seq FROM tasks WHERE request_id = ?1)";

    // What waits is paid for.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Database _database;
    private readonly OwnerFile _file;
    private readonly WriteStatements _statements;
    private readonly ClaimRules _rules;
    private readonly EntryWriter _entries;
    private readonly GroupWriter _writer;
    private readonly ReadPool _reads;
    private int _closing;

    private SqliteLedger(string path, Database database, TimeProvider time, TimeSpan patience)
    {
        Path = path;
        _database = database;
        LedgerOwner owner = LedgerOwner.New();
        _file = new OwnerFile(path, owner);
        _statements = new WriteStatements(database);
        RowChain chain = new(_statements, time);
        _rules = new ClaimRules(_statements, chain, path, owner, time);
        _entries = new EntryWriter(_statements, chain, time);
        TakeOver();
        _writer = new GroupWriter(database, path, _file, patience);
        _reads = new ReadPool(path);
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>How many transactions were written, to tell whether callers share them.</summary>
    internal long Transactions => _writer.Transactions;

    /// <summary>What the writer's connection answers to a pragma.</summary>
    internal string Setting(string pragma) => _database.Scalar(pragma, row => row.Text(0));

    /// <summary>Opens a ledger, made if it is not there, and proves that it can be written to.</summary>
    /// <exception cref="SoraException">WriteFailed: it cannot be used; what is there is left as it is.</exception>
    public static SqliteLedger Open(string path, TimeProvider? time = null) => Open(path, time, s_patience);

    /// <summary>Opens a ledger whose writes wait so long for other processes that hold the file.</summary>
    internal static SqliteLedger Open(string path, TimeProvider? time, TimeSpan patience)
    {
        string full = System.IO.Path.GetFullPath(path);
        TimeProvider clock = time ?? TimeProvider.System;
        Database database = LedgerFile.Open(full, clock.GetUtcNow());
        try
        {
            return new SqliteLedger(full, database, clock, patience);
        }
        catch (SqliteException exception)
        {
            database.Dispose();
            throw LedgerErrors.Of(full, exception);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<LedgerClaim> ClaimAsync(SoraTask task, IdempotencyKey? row, Resubmit resubmit) =>
        _writer.RunAsync(() =>
        {
            _file.Hold();
            return _rules.Claim(task, row, resubmit);
        });

    /// <inheritdoc/>
    public Task WriteAsync(LedgerEntry entry) => _writer.RunAsync(() => _entries.Write(entry), new KeptWrite(entry, null));

    /// <inheritdoc/>
    public Task<bool> TakeUpAsync(LedgerEntry entry) => _writer.RunAsync(() => !_entries.IsOthers(entry.Task) && _entries.Write(entry));

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(string requestId) =>
        _writer.RunAsync(() => _entries.Remove(requestId), new KeptWrite(null, requestId));

    /// <inheritdoc/>
    public async Task<LedgerClaim?> FindRowAsync(IdempotencyKey row)
    {
        foreach (string key in row.Keys)
        {
            LedgerClaim? found = await FirstAsync(
                $"SELECT {ClaimedTask.Columns} FROM tasks WHERE batch = ?1 AND row_key = ?2",
                held => ClaimedTask.Read(held).AsClaim(row),
                row.Batch,
                key).ConfigureAwait(false);
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public Task<SoraTask?> FindAsync(string provider, string id) => FirstAsync(
        $"SELECT {TaskColumns.Names} FROM tasks WHERE provider = ?1 AND id = ?2 ORDER BY seq DESC LIMIT 1",
        TaskColumns.Read,
        provider,
        id);

    /// <inheritdoc/>
    public Task<SoraTask?> FindRequestAsync(string requestId) => FirstAsync(
        $"SELECT {TaskColumns.Names} FROM tasks WHERE request_id = ?1", TaskColumns.Read, requestId);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SoraTask>> ListAsync(LedgerQuery query)
    {
        (string sql, object?[] values) = ListSql.Of(query);
        return _reads.ReadAsync(sql, TaskColumns.Read, values);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerEvent>> HistoryAsync(string requestId) => _reads.ReadAsync(
        "SELECT claimed_at, 'Submitting', 'Written down, before it is sent.', 0 FROM tasks "
        + "WHERE request_id = ?1 AND claimed_at IS NOT NULL "
        + "UNION ALL SELECT at, state, happened, number FROM history WHERE task = " + TaskOf + " ORDER BY 4",
        row => new LedgerEvent(
            row.TimeOrNull(0) ?? default,
            TaskColumns.State(row.Text(1)),
            row.Text(2)),
        requestId);

    /// <inheritdoc/>
    public Task<string?> FindAnswerAsync(string requestId) => FirstAsync(
        "SELECT answer FROM history WHERE task = " + TaskOf + " AND answer IS NOT NULL ORDER BY number DESC LIMIT 1",
        row => row.Text(0),
        requestId);

    /// <inheritdoc/>
    public Task<SavedFile?> FindFileAsync(string requestId) => FirstAsync(
        "SELECT path, length, sha256, content_type FROM files WHERE task = " + TaskOf,
        row => new SavedFile(row.Text(0), row.Number(1), row.Text(2), row.Text(3)),
        requestId);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> BatchesAsync() => _reads.ReadAsync(
        "SELECT DISTINCT batch FROM tasks WHERE batch IS NOT NULL ORDER BY batch", row => row.Text(0));

    /// <inheritdoc/>
    // More than a week is no task's time.
    public Task<IReadOnlyList<TimeSpan>> DurationsAsync(string provider, string model, int most) => _reads.ReadAsync(
        "SELECT took FROM tasks WHERE provider = ?1 AND model = ?2 AND state = 'Succeeded' "
        + "AND took BETWEEN 1 AND 604800000 ORDER BY seq DESC LIMIT ?3",
        row => TimeSpan.FromMilliseconds(row.Number(0)),
        provider,
        model,
        most);

    /// <summary>Writes what waits and what is owed, and closes. What was claimed here and never answered becomes Unknown.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closing, 1) == 1)
        {
            return;
        }

        // If this last one fails, the next ledger that is opened does it.
        await _writer.CompleteAsync(_rules.ReleaseOwned).ConfigureAwait(false);
        _reads.Dispose();
        _statements.Dispose();
        _database.Dispose();
        _file.Dispose();
    }

    // What a process that is gone kept is known before what it left unanswered becomes Unknown.
    private void TakeOver()
    {
        List<LeftFile> left = [];
        _database.InTransaction(() =>
        {
            left = LeftFile.FindAll(Path);
            left.ForEach(file => file.Writes.ForEach(_entries.Write));
            _rules.RecoverOrphans();
        });
        left.ForEach(file => file.Remove());
    }

    private async Task<T?> FirstAsync<T>(string sql, Func<Row, T> read, params object?[] values)
        where T : class =>
        await _reads.ReadAsync(sql, read, values).ConfigureAwait(false) is [var first, ..] ? first : null;
}
