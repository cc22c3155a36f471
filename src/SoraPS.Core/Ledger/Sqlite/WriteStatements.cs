using Microsoft.Data.Sqlite;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>What the writer runs, prepared once.</summary>
internal sealed class WriteStatements(SqliteConnection connection) : IDisposable
{
    private const string Latest =
        "state, progress, created_at, provider, error_code, error_message, error_kind";

    private const string KeptIfNull =
        "id, endpoint, model, name, batch, prompt, raw_state, duration, aspect_ratio, resolution, completed_at, "
        + "expires_at, video_uri, thumbnail_uri, price, currency, path";

    /// <summary>Batch, key: the task that holds the row.</summary>
    public Statement FindRow { get; } = new(
        connection, $"SELECT {HeldRow.Columns} FROM tasks WHERE batch = ?1 AND row_key = ?2", 2);

    /// <summary>Every task that someone is, or was, submitting.</summary>
    public Statement FindSubmitting { get; } = new(
        connection, $"SELECT {HeldRow.Columns} FROM tasks WHERE state = 'Submitting' ORDER BY seq", 0);

    /// <summary>A task, row key, content hash, owner, time.</summary>
    public Statement InsertClaim { get; } = new(
        connection,
        $"INSERT INTO tasks ({HeldRow.Columns}, row_key) VALUES ({TaskColumns.Places}, ?26, ?27, ?28, ?29)",
        TaskColumns.Count + 4);

    /// <summary>A task, new or known. A look that was slower than the one that saw the end changes nothing.</summary>
    public Statement Upsert { get; } = new(
        connection,
        $"""
        INSERT INTO tasks ({TaskColumns.Names}) VALUES ({TaskColumns.Places})
        ON CONFLICT (request_id) DO UPDATE SET
            {Each(Latest, name => $"{name} = excluded.{name}")},
            {Each(KeptIfNull, name => $"{name} = coalesce(excluded.{name}, {name})")}
        WHERE NOT (state IN ('Succeeded', 'Failed', 'Cancelled', 'Expired')
            AND excluded.state IN ('Submitting', 'Queued', 'Running'))
        """,
        TaskColumns.Count);

    /// <summary>Request id: its row becomes free.</summary>
    public Statement ReleaseRow { get; } = new(connection, "UPDATE tasks SET row_key = NULL WHERE request_id = ?1", 1);

    /// <summary>Request id, time, state, what happened.</summary>
    public Statement AddHistory { get; } = new(
        connection, "INSERT INTO history (request_id, at, state, happened) VALUES (?1, ?2, ?3, ?4)", 4);

    /// <summary>Request id, answer.</summary>
    public Statement PutAnswer { get; } = new(connection, "INSERT OR REPLACE INTO answers VALUES (?1, ?2)", 2);

    /// <summary>Request id, path, length, hash, content type.</summary>
    public Statement PutFile { get; } = new(connection, "INSERT OR REPLACE INTO files VALUES (?1, ?2, ?3, ?4, ?5)", 5);

    /// <summary>Request id: everything about it; the task itself last, so that its count is the answer.</summary>
    public IReadOnlyList<Statement> Delete { get; } =
    [
        .. new[] { "history", "answers", "files", "tasks" }.Select(
            table => new Statement(connection, $"DELETE FROM {table} WHERE request_id = ?1", 1)),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Statement statement in (Statement[])
            [FindRow, FindSubmitting, InsertClaim, Upsert, ReleaseRow, AddHistory, PutAnswer, PutFile, .. Delete])
        {
            statement.Dispose();
        }
    }

    private static string Each(string names, Func<string, string> assign) =>
        string.Join(", ", names.Split(", ").Select(assign));
}
