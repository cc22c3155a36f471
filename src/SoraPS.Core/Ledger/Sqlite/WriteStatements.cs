using Microsoft.Data.Sqlite;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>What the writer runs, prepared once.</summary>
internal sealed class WriteStatements(SqliteConnection connection) : IDisposable
{
    /// <summary>The task of the request id ?1.</summary>
    public const string TaskOf = "(SELECT seq FROM tasks WHERE request_id = ?1)";

    private const string Latest = "state, progress, created_at, error_code, error_message, error_kind";

    // Batch and provider are what they were, and stand in indexes that are better left alone.
    private const string KeptIfNull =
        "id, endpoint, model, name, prompt, raw_state, duration, aspect_ratio, resolution, completed_at, "
        + "expires_at, video_uri, thumbnail_uri, price, currency, path";

    /// <summary>Batch, key: the task that holds the row.</summary>
    public Statement FindRow { get; } = new(
        connection, $"SELECT {HeldRow.Columns} FROM tasks WHERE batch = ?1 AND row_key = ?2");

    /// <summary>Every task that someone is, or was, submitting.</summary>
    public Statement FindSubmitting { get; } = new(
        connection,
        $"SELECT {HeldRow.Columns} FROM tasks WHERE unfinished = 1 AND state = 'Submitting' ORDER BY seq");

    /// <summary>A task, content hash, owner, time, row key.</summary>
    public Statement InsertClaim { get; } = new(
        connection,
        $"INSERT INTO tasks ({HeldRow.Columns}, row_key) VALUES ({TaskColumns.Places}, ?26, ?27, ?28, ?29)");

    /// <summary>A task that is known. A look that was slower than the one that saw the end changes nothing.</summary>
    public Statement Update { get; } = new(
        connection,
        $"""
        UPDATE tasks SET
            {Each(Latest, (name, place) => $"{name} = {place}")},
            {Each(KeptIfNull, (name, place) => $"{name} = coalesce({place}, {name})")}
        WHERE request_id = ?1 AND NOT (
            (state = 'Succeeded' OR state = 'Failed' OR state = 'Cancelled' OR state = 'Expired')
            AND (?9 = 'Submitting' OR ?9 = 'Queued' OR ?9 = 'Running'))
        """);

    /// <summary>A task, if it is not known.</summary>
    public Statement Insert { get; } = new(
        connection,
        $"INSERT INTO tasks ({TaskColumns.Names}) VALUES ({TaskColumns.Places}) ON CONFLICT (request_id) DO NOTHING");

    /// <summary>Request id: its row becomes free.</summary>
    public Statement ReleaseRow { get; } = new(connection, "UPDATE tasks SET row_key = NULL WHERE request_id = ?1");

    /// <summary>Request id, time, state, what happened.</summary>
    public Statement AddHistory { get; } = new(
        connection, $"INSERT INTO history (task, at, state, happened) VALUES ({TaskOf}, ?2, ?3, ?4)");

    /// <summary>Request id, answer.</summary>
    public Statement PutAnswer { get; } = new(connection, $"INSERT OR REPLACE INTO answers VALUES ({TaskOf}, ?2)");

    /// <summary>Request id, path, length, hash, content type.</summary>
    public Statement PutFile { get; } = new(
        connection, $"INSERT OR REPLACE INTO files VALUES ({TaskOf}, ?2, ?3, ?4, ?5)");

    /// <summary>Request id, milliseconds.</summary>
    public Statement PutTook { get; } = new(connection, "UPDATE tasks SET took = ?2 WHERE request_id = ?1");

    /// <summary>Request id: everything about it; the task itself last, so that its count is the answer.</summary>
    public IReadOnlyList<Statement> Delete { get; } =
    [
        .. new[] { "history", "answers", "files" }.Select(
            table => new Statement(connection, $"DELETE FROM {table} WHERE task = {TaskOf}")),
        new(connection, "DELETE FROM tasks WHERE request_id = ?1"),
    ];

    /// <summary>Writes down how a task stands, known or not.</summary>
    public void Put(SoraTask task)
    {
        object?[] values = TaskColumns.Values(task);
        if (Update.Run(values) == 0)
        {
            Insert.Run(values);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Statement statement in (Statement[])
            [FindRow, FindSubmitting, InsertClaim, Update, Insert, ReleaseRow, AddHistory, PutAnswer, PutFile, PutTook, .. Delete])
        {
            statement.Dispose();
        }
    }

    private static string Each(string names, Func<string, string, string> assign) =>
        string.Join(", ", names.Split(", ").Select(name => assign(name, TaskColumns.PlaceOf(name))));
}
