using System.Data.Common;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Owners;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Ledger.Store;

/// <summary>A ledger in a database. Writes share transactions; reads see what was durable when they began.</summary>
public abstract class StoredLedger : ILedger
{
    private const string SeqOfTask = "(SELECT seq FROM tasks WHERE request_id = $1)";

    private readonly LedgerDatabase _database;
    private readonly LedgerWrites _writes;
    private readonly IWriteSpool _spool;
    private readonly GroupWriter _writer;
    private readonly ReadPool _reads;
    private readonly RowReader _rows;
    private int _closing;

    /// <summary>Begins to take writes.</summary>
    /// <param name="database">The writer's connection, closed with the ledger.</param>
    /// <param name="writes">What is done there.</param>
    /// <param name="spool">Keeps what must not be lost and cannot be written; let go of with the ledger.</param>
    /// <param name="openReader">Opens a connection that only reads.</param>
    /// <param name="maxReaders">How many of them there may be.</param>
    /// <param name="timeout">How long writes wait for other processes.</param>
    internal StoredLedger(
        LedgerDatabase database,
        LedgerWrites writes,
        IWriteSpool spool,
        Func<LedgerDatabase> openReader,
        int maxReaders,
        TimeSpan timeout)
    {
        _database = database;
        _writes = writes;
        _spool = spool;
        _reads = new ReadPool(openReader, maxReaders);
        _rows = new RowReader(database, _reads);
        _writer = new GroupWriter(database, spool, timeout);
    }

    /// <summary>How many transactions were written, to tell whether callers share them.</summary>
    internal long Transactions => _writer.Transactions;

    /// <summary>The writer's connection, for what is done in its transactions.</summary>
    internal LedgerDatabase Writer => _database;

    /// <summary>What is run there.</summary>
    internal WriteCommands Commands => _writes.Commands;

    private string ProviderIs1 => $"{_database.Fold("provider")} = {_database.Fold("$1")}";

    /// <inheritdoc/>
    public Task<LedgerClaim> ClaimAsync(
        SoraTask task, IdempotencyKey? row, Resubmit resubmit, string? run = null, ClaimLimits? limits = null) => _writer.RunAsync(
            () => _writes.Claims.Claim(task, row, resubmit, run, limits),
            order: row is null ? null : $"{row.Batch.ToUpperInvariant()}\n{row.Key}",
            isExclusive: limits is not null,
            ahead: () => _writes.Claims.Announce(task, row, run, limits));

    /// <inheritdoc/>
    public Task WriteAsync(LedgerEntry entry) =>
        _writer.RunAsync(() => _writes.Entries.Write(entry), new KeptWrite(entry, null));

    /// <inheritdoc/>
    // Before the claims that come with it: a run that is not known counts as ended.
    public Task BeginRunAsync(string run) => _writer.RunAsync(() => _writes.Holds.Begin(run), order: "");

    /// <inheritdoc/>
    public Task EndRunAsync(string run) => _writer.RunAsync(() => _writes.Holds.End(run));

    /// <inheritdoc/>
    public Task<LedgerHoldOutcome> HoldAsync(string requestId, string run, string? from) =>
        _writer.RunAsync(() => _writes.Holds.Hold(requestId, run, from), order: requestId);

    /// <inheritdoc/>
    // Before the claims, as all do: no two processes wait for each other.
    public async Task<TimeSpan?> TakeTurnsAsync(string provider, TimeSpan length, TimeSpan slack) =>
        await _writer.RunAsync(() => _writes.TakeTurns(provider, length, slack), order: "").ConfigureAwait(false);

    /// <inheritdoc/>
    // As long as its owner lives, it is taken for alive.
    public virtual ValueTask<LedgerHold?> ConfirmAsync(LedgerHold hold) => new(hold);

    /// <inheritdoc/>
    public Task<bool> TakeUpAsync(LedgerEntry entry) =>
        _writer.RunAsync(() => !_writes.Entries.IsOthers(entry.Task) && _writes.Entries.Write(entry));

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(string requestId) =>
        _writer.RunAsync(() => _writes.Entries.Remove(requestId), new KeptWrite(null, requestId));

    /// <inheritdoc/>
    public async Task<LedgerClaim?> FindRowAsync(IdempotencyKey row, string? run = null)
    {
        foreach ((string batch, string key) in row.Places)
        {
            if (await _rows.FindAsync(batch, key).ConfigureAwait(false) is { } found)
            {
                return (run is null ? null : _writes.Holds.ClaimOfOther(found, row, run)) ?? found.AsClaim(row);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public Task<SoraTask?> FindAsync(string provider, string id) => FirstAsync(
        $"SELECT {TaskColumns.Names} FROM tasks WHERE {ProviderIs1} AND id = $2 ORDER BY seq DESC LIMIT 1",
        TaskColumns.Read,
        provider,
        id);

    /// <inheritdoc/>
    public Task<SoraTask?> FindRequestAsync(string requestId) => FirstAsync(
        $"SELECT {TaskColumns.Names} FROM tasks WHERE request_id = $1", TaskColumns.Read, requestId);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SoraTask>> ListAsync(LedgerQuery query)
    {
        List<string> live = query.Free ? await RunAsync(_writes.Holds.LiveRuns).ConfigureAwait(false) : [];
        (string sql, object?[] values) = TaskListSql.Of(query, live, _database);
        return await _reads.ReadAsync(sql, TaskColumns.Read, values).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LedgerEvent>> HistoryAsync(string requestId) => _reads.ReadAsync(
        "SELECT claimed_at, 'Submitting', 'Written down, before it is sent.', 0 FROM tasks "
        + "WHERE request_id = $1 AND claimed_at IS NOT NULL "
        + $"UNION ALL SELECT at, state, happened, number FROM history WHERE task = {SeqOfTask} ORDER BY 4",
        row => new LedgerEvent(row.TimeOrNull(0) ?? default, TaskColumns.State(row.Text(1)), row.Text(2)),
        requestId);

    /// <inheritdoc/>
    public Task<string?> FindAnswerAsync(string requestId) => FirstAsync(
        $"SELECT answer FROM history WHERE task = {SeqOfTask} AND answer IS NOT NULL ORDER BY number DESC LIMIT 1",
        row => row.Text(0),
        requestId);

    /// <inheritdoc/>
    public Task<SavedFile?> FindFileAsync(string requestId) => FirstAsync(
        $"SELECT path, length, sha256, content_type FROM files WHERE task = {SeqOfTask}",
        row => new SavedFile(row.Text(0), row.Number(1), row.Text(2), row.Text(3)),
        requestId);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> BatchesAsync() => _reads.ReadAsync(
        $"SELECT batch FROM tasks WHERE seq IN (SELECT min(seq) FROM tasks WHERE batch IS NOT NULL GROUP BY {_database.Fold("batch")}) "
        + $"ORDER BY {_database.Fold("batch")}",
        row => row.Text(0));

    /// <inheritdoc/>
    // More than a week is no task's time.
    public Task<IReadOnlyList<TimeSpan>> DurationsAsync(string provider, string model, int most) => _reads.ReadAsync(
        $"SELECT took FROM tasks WHERE {ProviderIs1} AND model = $2 AND state = 'Succeeded' "
        + "AND took BETWEEN 1 AND 604800000 ORDER BY seq DESC LIMIT $3",
        row => TimeSpan.FromMilliseconds(row.Number(0)),
        provider,
        model,
        (long)most);

    /// <summary>Writes what waits and what is owed, and closes. What was claimed here and never answered becomes Unknown.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closing, 1) == 1)
        {
            return;
        }

        // If this last one fails, the next ledger that is opened does it.
        await _writer.CompleteAsync(_writes.Claims.ReleaseOwned).ConfigureAwait(false);
        _reads.Dispose();
        _database.Dispose();
        _spool.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    // As long as its owner lives, it is taken for alive.
    public virtual ValueTask<bool> IsHeldAsync(LedgerClaim claim) => new(true);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SoraLedgerProcess>> ProcessesAsync()
    {
        HashSet<string> live = [.. await RunAsync(_writes.Holds.LiveRuns).ConfigureAwait(false)];
        IReadOnlyList<(string Run, LedgerOwner? Owner, DateTimeOffset Since, int Rows)> runs = await ReadAsync(
            "SELECT run, owner, since, (SELECT count(*) FROM tasks WHERE unfinished = 1 AND tasks.run = runs.run) FROM runs",
            row => (row.Text(0), LedgerOwner.Parse(row.Text(1)), row.TimeOrNull(2) ?? default, (int)row.Number(3))).ConfigureAwait(false);
        return
        [
            .. runs.Where(run => live.Contains(run.Run) && run.Owner is not null && run.Owner != _writes.Holds.Owner)
                .GroupBy(run => run.Owner!)
                .Select(process => new SoraLedgerProcess(
                    process.Key.Machine, process.Key.Pid, process.Min(run => run.Since), process.Sum(run => run.Rows)))
                .OrderBy(process => process.Since),
        ];
    }

    /// <summary>The request ids of the tasks that a live run works on.</summary>
    internal async Task<IReadOnlyList<string>> HeldAsync()
    {
        HashSet<string> live = [.. await RunAsync(_writes.Holds.LiveRuns).ConfigureAwait(false)];
        return [.. (await ReadAsync(
            "SELECT request_id, run FROM tasks WHERE unfinished = 1 AND run IS NOT NULL",
            row => (Id: row.Text(0), Run: row.Text(1))).ConfigureAwait(false)).Where(one => live.Contains(one.Run)).Select(one => one.Id)];
    }

    /// <summary>Does something in the writer's next transaction.</summary>
    internal Task<T> RunAsync<T>(Func<T> work) => _writer.RunAsync(work);

    /// <summary>Reads all rows of a query.</summary>
    internal Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> read, params object?[] values) =>
        _reads.ReadAsync(sql, read, values);

    private async Task<T?> FirstAsync<T>(string sql, Func<DbDataReader, T> read, params object?[] values)
        where T : class
    {
        IReadOnlyList<T> found = await _reads.ReadAsync(sql, read, values).ConfigureAwait(false);
        return found.Count > 0 ? found[0] : null;
    }
}
