using SoraPS.Core.Ledger.Database;

namespace SoraPS.Core.Ledger.Store;

/// <summary>What the writer runs, prepared once.</summary>
internal sealed class WriteCommands(LedgerDatabase database)
{
    private const ColumnType Text = ColumnType.Text;
    private const ColumnType Number = ColumnType.Number;

    // Of all others, what is null stays as it was.
    private static readonly string[] s_latest = ["state", "progress", "created_at", "error_code", "error_message", "error_kind"];

    private static readonly string[] s_names = TaskColumns.Names.Split(", ");

    /// <summary>The epoch of a task that was just claimed.</summary>
    public const long FirstEpoch = 1;

    // By the columns that are set: most of a task's are null, and each parameter takes its time.
    private readonly Dictionary<int, PreparedCommand> _updates = [];

    private readonly PreparedCommand _findSeq = new(database, "SELECT seq FROM tasks WHERE request_id = $1", Text);

    private readonly PreparedCommand _insert = new(
        database,
        $"INSERT INTO tasks ({TaskColumns.Names}) VALUES ({TaskColumns.Places}) RETURNING seq",
        TaskColumns.Types);

    /// <summary>Batch, key: the task that holds the row.</summary>
    public PreparedCommand FindRow { get; } = new(
        database, ClaimedTask.ByRow(database), Text, Text);

    /// <summary>Every task that someone is, or was, submitting.</summary>
    public PreparedCommand FindSubmitting { get; } = new(
        database,
        $"SELECT {ClaimedTask.Columns(database)} FROM tasks WHERE unfinished = 1 AND state = 'Submitting' ORDER BY seq");

    /// <summary>
    /// Tasks, each with content hash, owner, time, row key, seq of the task before it, run and epoch: the request ids of those whose row
    /// no other task holds.
    /// </summary>
    public PreparedInsert InsertClaims { get; } = new(
        database,
        $"INSERT INTO tasks ({TaskColumns.Names}, content_hash, owner, claimed_at, row_key, predecessor, run, epoch)",
        $"ON CONFLICT ({database.Fold("batch")}, row_key) DO NOTHING RETURNING request_id",
        [.. TaskColumns.Types, Text, Text, Number, Text, Number, Text, Number]);

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

    /// <summary>Seq, milliseconds.</summary>
    public PreparedCommand PutTook { get; } = new(database, "UPDATE tasks SET took = $2 WHERE seq = $1", Number, Number);

    /// <summary>Seq: everything about the task.</summary>
    public IReadOnlyList<PreparedCommand> Delete { get; } =
    [
        new(database, "DELETE FROM history WHERE task = $1", Number),
        new(database, "DELETE FROM files WHERE task = $1", Number),
        new(database, "DELETE FROM tasks WHERE seq = $1", Number),
    ];

    /// <summary>The seq of a task; null if it is not known.</summary>
    public long? SeqOf(string requestId) => Seq(_findSeq, requestId);

    /// <summary>Writes down how a task stands, known or not, and gives its seq; null if another has taken it over.</summary>
    public long? Put(SoraTask task, long? epoch = null)
    {
        object?[] values = TaskColumns.Values(task);
        int[] set = [.. Enumerable.Range(TaskColumns.Fixed, TaskColumns.Count - TaskColumns.Fixed).Where(column => IsSet(column, values))];
        if (Seq(Update(set), [.. set.Select(column => values[column]), epoch ?? long.MaxValue]) is { } written)
        {
            return written;
        }

        if (FindHeld.Read(row => HeldTask.Read(row, 0), task.RequestId) is [var held])
        {
            return held.Epoch <= (epoch ?? long.MaxValue) ? held.Seq : null;
        }

        database.RequireExclusive();
        return Seq(_insert, values)!.Value;
    }

    private static long? Seq(PreparedCommand command, params ReadOnlySpan<object?> values) =>
        command.Read(row => row.Number(0), values) is [long seq] ? seq : null;

    private static bool IsSet(int column, object?[] values) => values[column] is not null || s_latest.Contains(s_names[column]);

    // The first column is the request id, which tells the task.
    private PreparedCommand Update(int[] columns)
    {
        int key = columns.Aggregate(0, (bits, column) => bits | (1 << column));
        if (_updates.TryGetValue(key, out PreparedCommand? known))
        {
            return known;
        }

        // A status that was asked for before the end and came after it changes nothing.
        string state = $"${Array.IndexOf(columns, Array.IndexOf(s_names, "state")) + 1}";
        string sql =
            $"""
            UPDATE tasks SET {string.Join(", ", columns.Skip(1).Select((column, index) => $"{s_names[column]} = ${index + 2}"))}
            WHERE request_id = $1 AND (id IS NULL OR epoch <= ${columns.Length + 1}) AND NOT (
                (state = 'Succeeded' OR state = 'Failed' OR state = 'Cancelled' OR state = 'Expired')
                AND ({state} = 'Submitting' OR {state} = 'Queued' OR {state} = 'Running' OR {state} = 'Unknown'))
            RETURNING seq
            """;
        return _updates[key] = new PreparedCommand(
            database, sql, [.. columns.Select(column => TaskColumns.Types[column]), Number]);
    }
}
