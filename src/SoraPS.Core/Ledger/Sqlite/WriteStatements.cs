using static SQLitePCL.raw;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>What the writer runs, prepared once.</summary>
internal sealed class WriteStatements(Database database) : IDisposable
{
    private const string Latest = "state, progress, created_at, error_code, error_message, error_kind";

    // Batch and provider are what they were, and stand in indexes that are better left alone.
    private const string KeptIfNull =
        "id, endpoint, model, name, prompt, raw_state, duration, aspect_ratio, resolution, completed_at, "
        + "expires_at, video_uri, thumbnail_uri, price, currency, path, submitted_at, gateway_data";

    private readonly Statement _findSeq = new(database, "SELECT seq FROM tasks WHERE request_id = ?1");

    /// <summary>Batch, key: the task that holds the row.</summary>
    public Statement FindRow { get; } = new(
        database, $"SELECT {ClaimedTask.Columns} FROM tasks WHERE batch = ?1 AND row_key = ?2");

    /// <summary>Every task that someone is, or was, submitting.</summary>
    public Statement FindSubmitting { get; } = new(
        database,
        $"SELECT {ClaimedTask.Columns} FROM tasks WHERE unfinished = 1 AND state = 'Submitting' ORDER BY seq");

    /// <summary>A task, content hash, owner, time, row key, seq of the task before it; if no other task holds the row.</summary>
    public Statement InsertClaim { get; } = new(
        database,
        $"""
        INSERT INTO tasks ({TaskColumns.Names}, content_hash, owner, claimed_at, row_key, predecessor)
        VALUES ({TaskColumns.Places}, {string.Join(", ", Enumerable.Range(1, 5).Select(TaskColumns.PlaceBehind))})
        ON CONFLICT (batch, row_key) DO NOTHING
        """);

    /// <summary>A task and its seq, if it is known. A look that was slower than the one that saw the end changes nothing.</summary>
    public Statement Update { get; } = new(
        database,
        $"""
        UPDATE tasks SET
            {Each(Latest, (name, place) => $"{name} = {place}")},
            {Each(KeptIfNull, (name, place) => $"{name} = coalesce({place}, {name})")}
        WHERE seq = {TaskColumns.PlaceBehind(1)} AND NOT (
            (state = 'Succeeded' OR state = 'Failed' OR state = 'Cancelled' OR state = 'Expired')
            AND (?9 = 'Submitting' OR ?9 = 'Queued' OR ?9 = 'Running'))
        """);

    /// <summary>A task that is not known.</summary>
    public Statement Insert { get; } = new(
        database, $"INSERT INTO tasks ({TaskColumns.Names}) VALUES ({TaskColumns.Places})");

    /// <summary>Seq, key of the row that the task holds from now on, or null.</summary>
    public Statement SetRowKey { get; } = new(database, "UPDATE tasks SET row_key = ?2 WHERE seq = ?1");

    /// <summary>Seq: the key of the row that the task holds, and the seq of the task before it.</summary>
    public Statement FindLink { get; } = new(database, "SELECT row_key, predecessor FROM tasks WHERE seq = ?1");

    /// <summary>Seq, seq of the task before it: the one behind it follows on that one.</summary>
    public Statement Unlink { get; } = new(
        database, "UPDATE tasks SET predecessor = CASE seq WHEN ?1 THEN NULL ELSE ?2 END WHERE seq = ?1 OR predecessor = ?1");

    /// <summary>Seq: the task's state.</summary>
    public Statement FindState { get; } = new(database, "SELECT state FROM tasks WHERE seq = ?1");

    /// <summary>Id, request id, provider, endpoint: how many other requests made the task of that id there.</summary>
    public Statement CountOthers { get; } = new(
        database, "SELECT count(*) FROM tasks WHERE id = ?1 AND request_id <> ?2 AND (provider = ?3 OR endpoint = ?4)");

    /// <summary>Seq, time, state, what happened, the gateway's answer or null.</summary>
    public Statement AddHistory { get; } = new(
        database,
        "INSERT INTO history SELECT ?1, ifnull(max(number), 0) + 1, ?2, ?3, ?4, ?5 FROM history WHERE task = ?1");

    /// <summary>Seq, path, length, hash, content type.</summary>
    public Statement PutFile { get; } = new(database, "INSERT OR REPLACE INTO files VALUES (?1, ?2, ?3, ?4, ?5)");

    /// <summary>Seq, milliseconds.</summary>
    public Statement PutTook { get; } = new(database, "UPDATE tasks SET took = ?2 WHERE seq = ?1");

    /// <summary>Seq: everything about the task.</summary>
    public IReadOnlyList<Statement> Delete { get; } =
    [
        .. new[] { "history", "files" }.Select(
            table => new Statement(database, $"DELETE FROM {table} WHERE task = ?1")),
        new(database, "DELETE FROM tasks WHERE seq = ?1"),
    ];

    /// <summary>The seq of the row that was inserted last.</summary>
    public long Inserted => sqlite3_last_insert_rowid(database.Handle);

    /// <summary>The seq of a task; null if it is not known.</summary>
    public long? SeqOf(string requestId) =>
        _findSeq.Read(row => row.Number(0), requestId) is [var seq] ? seq : null;

    /// <summary>Writes down how a task stands, known or not, and gives its seq.</summary>
    public long Put(SoraTask task)
    {
        object?[] values = TaskColumns.Values(task);
        if (SeqOf(task.RequestId) is not { } seq)
        {
            Insert.Run(values);
            return Inserted;
        }

        Update.Run([.. values, seq]);
        return seq;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Statement statement in (Statement[])
            [
                _findSeq, FindRow, FindSubmitting, InsertClaim, Update, Insert, SetRowKey, FindLink, Unlink, FindState, CountOthers,
                AddHistory, PutFile, PutTook, .. Delete,
            ])
        {
            statement.Dispose();
        }
    }

    private static string Each(string names, Func<string, string, string> assign) =>
        string.Join(", ", names.Split(", ").Select(name => assign(name, TaskColumns.PlaceOf(name))));
}
