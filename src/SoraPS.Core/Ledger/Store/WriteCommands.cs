using SoraPS.Core.Ledger.Database;

namespace SoraPS.Core.Ledger.Store;

/// <summary>What the writer runs, prepared once.</summary>
internal sealed class WriteCommands(LedgerDatabase database)
{
    private const ColumnType Text = ColumnType.Text;
    private const ColumnType Number = ColumnType.Number;

    // Of all other columns, what is null stays as it was.
    private static readonly string[] s_latest = ["progress", "error_code", "error_message", "error_kind"];

    private static readonly (string Name, ColumnType Type)[] s_columns = [.. TaskColumns.All, ("took", Number)];
    private static readonly (string Name, ColumnType Type)[] s_updated = [.. TaskColumns.All[TaskColumns.Changing], ("took", Number)];

    private static readonly (string Name, ColumnType Type)[] s_claimed =
    [
        .. TaskColumns.All,
        ("content_hash", Text),
        ("owner", Text),
        ("claimed_at", Number),
        ("row_key", Text),
        ("predecessor", Number),
        ("run", Text),
        ("epoch", Number),
    ];

    /// <summary>The epoch of a task that was just claimed.</summary>
    public const long FirstEpoch = 1;

    private readonly PreparedCommand _findSeq = new(database, "SELECT seq FROM tasks WHERE request_id = $1", Text);

    private readonly SparseCommand _insert = SparseCommand.Insert(database, "tasks", s_columns, "RETURNING seq");

    private readonly SparseCommand _update = new(database, [.. s_updated, ("epoch", Number)], UpdateOf);

    /// <summary>Batch, key: the task that holds the row.</summary>
    public PreparedCommand FindRow { get; } = new(
        database, ClaimedTask.ByRow(database), Text, Text);

    /// <summary>As <see cref="ClaimedTask.ByRows"/>; only where the database <see cref="LedgerDatabase.HasArrays"/>.</summary>
    public PreparedCommand FindRows => field ??= new(database, ClaimedTask.ByRows(database), ColumnType.Texts, ColumnType.Texts);

    /// <summary>Every task that someone is, or was, submitting.</summary>
    public PreparedCommand FindSubmitting { get; } = new(
        database,
        $"SELECT {ClaimedTask.Columns(database)} FROM tasks WHERE unfinished = 1 AND state = 'Submitting' ORDER BY seq");

    /// <summary>
    /// Tasks, each with content hash, owner, time, row key, seq of the task before it, run and epoch: the request ids of those whose row
    /// no other task holds.
    /// </summary>
    public PreparedInsert InsertClaims { get; } = new(
        database, "tasks", s_claimed, $"ON CONFLICT ({database.Fold("batch")}, row_key) DO NOTHING RETURNING request_id");

    /// <summary>Run, owner, time: the run is live as long as its owner is.</summary>
    public PreparedCommand PutRun { get; } = new(
        database, "INSERT INTO runs (run, owner, since) VALUES ($1, $2, $3) ON CONFLICT (run) DO NOTHING", Text, Text, Number);

    /// <summary>All runs and their owners.</summary>
    public PreparedCommand ListRuns { get; } = new(database, "SELECT run, owner FROM runs");

    /// <summary>Run.</summary>
    public PreparedCommand DeleteRun { get; } = new(database, "DELETE FROM runs WHERE run = $1", Text);

    /// <summary>Request id: the <see cref="HeldTask"/>.</summary>
    public PreparedCommand FindHeld { get; } = new(
        database, $"SELECT {HeldTask.Columns(database)} FROM tasks WHERE request_id = $1", Text);

    /// <summary>Seq, run, epoch: the next epoch, if it still was that one.</summary>
    public PreparedCommand SetRun { get; } = new(
        database, "UPDATE tasks SET run = $2, epoch = epoch + 1 WHERE seq = $1 AND epoch = $3 RETURNING epoch", Number, Text, Number);

    /// <summary>Seq, key of the row that the task holds from now on, or null.</summary>
    public PreparedCommand SetRowKey { get; } = new(database, "UPDATE tasks SET row_key = $2 WHERE seq = $1", Number, Text);

    /// <summary>Seq, key of the row that the task was to have, and surely did not get.</summary>
    public PreparedCommand SetRefusedKey { get; } = new(
        database, "UPDATE tasks SET refused_key = $2 WHERE seq = $1", Number, Text);

    /// <summary>Seq: the key of the row that the task holds, and the seq of the task before it.</summary>
    public PreparedCommand FindLink { get; } = new(database, "SELECT row_key, predecessor FROM tasks WHERE seq = $1", Number);

    /// <summary>Seq, seq of the task before it: the one behind it follows on that one.</summary>
    public PreparedCommand Unlink { get; } = new(
        database,
        "UPDATE tasks SET predecessor = CASE seq WHEN $1 THEN NULL ELSE $2 END WHERE seq = $1 OR predecessor = $1",
        Number,
        Number);

    /// <summary>Seq: the task's state.</summary>
    public PreparedCommand FindState { get; } = new(database, "SELECT state FROM tasks WHERE seq = $1", Number);

    /// <summary>Id, request id, provider, endpoint: how many other requests made the task of that id there.</summary>
    public PreparedCommand CountOthers { get; } = new(
        database,
        "SELECT count(*) FROM tasks WHERE id = $1 AND request_id <> $2 "
            + $"AND ({database.Fold("provider")} = {database.Fold("$3")} OR endpoint = $4)",
        Text,
        Text,
        Text,
        Text);

    /// <summary>Batch: number, price, currency, estimate and its currency of the tasks that may have been made.</summary>
    public PreparedCommand ListCosts { get; } = new(
        database,
        "SELECT count(*), price, currency, estimate, estimate_currency FROM tasks "
            + $"WHERE {database.Fold("batch")} = {database.Fold("$1")} AND (id IS NOT NULL OR state = 'Unknown' OR state = 'Submitting') "
            + "GROUP BY price, currency, estimate, estimate_currency",
        Text);

    /// <summary>Provider, time: how many tasks since then have not ended.</summary>
    public PreparedCommand CountUnfinished { get; } = new(
        database,
        $"SELECT count(*) FROM tasks {database.UnfinishedHint} WHERE unfinished = 1 AND state <> 'Succeeded' "
            + $"AND {database.Fold("provider")} = {database.Fold("$1")} AND coalesce(submitted_at, created_at) >= $2",
        Text,
        Number);

    /// <summary>
    /// Provider, length of the turns, slack, now, in microseconds: the time until the turns begin. What a clock that was set back has
    /// left behind counts for no more than an hour.
    /// </summary>
    public PreparedCommand TakeTurns { get; } = new(
        database,
        $"""
        INSERT INTO turns (provider, free_at) VALUES ($1, {database.Now("$4")} + $2)
        ON CONFLICT (provider) DO UPDATE SET free_at = $2 + CASE
            WHEN turns.free_at > {database.Now("$4")} AND turns.free_at < {database.Now("$4")} + 3600000000 THEN turns.free_at
            ELSE {database.Now("$4")} END
        RETURNING free_at - $2 - $3 - {database.Now("$4")}
        """,
        Text,
        Number,
        Number,
        Number);

    /// <summary>Seq, time, state, what happened, the gateway's answer or null.</summary>
    public PreparedCommand AddHistory { get; } = new(
        database,
        database.AddHistory,
        Number,
        Number,
        Text,
        Text,
        Text);

    /// <summary>Seq, path, length, hash, content type; changes nothing if that is known.</summary>
    public PreparedCommand PutFile { get; } = new(
        database,
        """
        INSERT INTO files (task, path, length, sha256, content_type) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (task) DO UPDATE SET
            path = excluded.path, length = excluded.length, sha256 = excluded.sha256, content_type = excluded.content_type
        WHERE (files.path, files.length, files.sha256, files.content_type)
            <> (excluded.path, excluded.length, excluded.sha256, excluded.content_type)
        """,
        Number,
        Text,
        Number,
        Text,
        Text);

    /// <summary>Seq: everything about the task.</summary>
    public IReadOnlyList<PreparedCommand> Delete { get; } =
    [
        new(database, "DELETE FROM history WHERE task = $1", Number),
        new(database, "DELETE FROM files WHERE task = $1", Number),
        new(database, "DELETE FROM tasks WHERE seq = $1", Number),
    ];

    /// <summary>The seq of a task; null if it is not known.</summary>
    public long? SeqOf(string requestId) => _findSeq.Read(row => row.Number(0), requestId) is [var seq] ? seq : null;

    /// <summary>Writes down how a task stands, known or not, and gives its seq; null if another has taken it over.</summary>
    /// <param name="task">The task.</param>
    /// <param name="took">See <see cref="LedgerEntry.Took"/>.</param>
    /// <param name="epoch">See <see cref="LedgerEntry.Epoch"/>.</param>
    public long? Put(SoraTask task, TimeSpan? took = null, long? epoch = null)
    {
        object?[] values = TaskColumns.Values(task);
        long? milliseconds = (long?)took?.TotalMilliseconds;
        ReadOnlySpan<object?> changing = values.AsSpan(TaskColumns.Changing);
        if (_update.Read(row => row.Number(0), [.. changing, milliseconds, epoch ?? long.MaxValue]) is [var written])
        {
            return written;
        }

        if (FindHeld.Read(row => HeldTask.Read(row, 0), task.RequestId) is [var held])
        {
            return held.Epoch <= (epoch ?? long.MaxValue) ? held.Seq : null;
        }

        database.RequireExclusive();
        return _insert.Read(row => row.Number(0), [.. values, milliseconds])[0];
    }

    // The first column is the request id, which tells the task; behind the last one is the epoch.
    private static string UpdateOf(string[] set)
    {
        IEnumerable<string> given = set.SkipLast(1).Select((name, index) => $"{name} = ${index + 1}").Skip(1);
        IEnumerable<string> emptied = s_latest.Except(set).Select(name => $"{name} = NULL");

        // A status that was asked for before the end and came after it changes nothing.
        string state = $"${Array.IndexOf(set, "state") + 1}";
        return
            $"""
            UPDATE tasks SET {string.Join(", ", given.Concat(emptied))}
            WHERE request_id = $1 AND (id IS NULL OR epoch <= ${set.Length}) AND NOT (
                (state = 'Succeeded' OR state = 'Failed' OR state = 'Cancelled' OR state = 'Expired')
                AND ({state} = 'Submitting' OR {state} = 'Queued' OR {state} = 'Running' OR {state} = 'Unknown'))
            RETURNING seq
            """;
    }
}
