using System.Data.Common;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Core.Ledger.Copying;

/// <summary>A task with all that a ledger knows of it, on its way to another ledger.</summary>
/// <param name="Seq">Its place in the one that it comes from.</param>
/// <param name="Task">The task.</param>
/// <param name="Extra">The columns that follow those of the task.</param>
/// <param name="Predecessor">Request id of the task that held its row before; null for none.</param>
internal sealed record CopiedTask(long Seq, SoraTask Task, object?[] Extra, string? Predecessor)
{
    private const string ExtraNames = "content_hash, row_key, refused_key, claimed_at, took";
    private const int Texts = 3;
    private const int ExtraCount = 5;

    /// <summary>Seq after which to read, how many: the tasks that follow.</summary>
    public const string Read =
        $"SELECT {TaskColumns.Names}, {ExtraNames}, seq, "
        + "(SELECT before.request_id FROM tasks AS before WHERE before.seq = tasks.predecessor) "
        + "FROM tasks WHERE seq > $1 ORDER BY seq LIMIT $2";

    /// <summary>A task, its extra columns, seq of the task before it: its seq.</summary>
    public static string Insert { get; } =
        $"INSERT INTO tasks ({TaskColumns.Names}, {ExtraNames}, predecessor) VALUES ({TaskColumns.Places}, "
        + $"{string.Join(", ", Enumerable.Range(1, ExtraCount + 1).Select(TaskColumns.PlaceBehind))}) RETURNING seq";

    /// <summary>The types of <see cref="Insert"/>.</summary>
    public static ColumnType[] Types { get; } =
    [
        .. TaskColumns.Types,
        .. Enumerable.Range(0, ExtraCount + 1).Select(column => column < Texts ? ColumnType.Text : ColumnType.Number),
    ];

    /// <summary>Key of the row that the task holds; null for none.</summary>
    public string? RowKey => (string?)Extra[1];

    /// <summary>Reads one.</summary>
    public static CopiedTask Of(DbDataReader row) => new(
        row.Number(TaskColumns.Count + ExtraCount),
        TaskColumns.Read(row),
        [.. Enumerable.Range(0, ExtraCount).Select(column => column < Texts
            ? (object?)row.TextOrNull(TaskColumns.Count + column)
            : row.NumberOrNull(TaskColumns.Count + column))],
        row.TextOrNull(TaskColumns.Count + ExtraCount + 1));

    /// <summary>The values of <see cref="Insert"/>.</summary>
    /// <param name="predecessor">Seq of the task before it in the other ledger; null for none.</param>
    /// <param name="holdsRow">Whether its row is free there.</param>
    public object?[] Values(long? predecessor, bool holdsRow) =>
        [.. TaskColumns.Values(Task), Extra[0], holdsRow ? Extra[1] : null, .. Extra.AsSpan(2), predecessor];
}
