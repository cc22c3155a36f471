using System.Data.Common;

namespace SoraPS.Core.Ledger.Database;

/// <summary>Inserts rows, several by one statement where the database <see cref="LedgerDatabase.HasArrays"/>.</summary>
internal sealed class PreparedInsert
{
    private readonly (string Name, ColumnType Type)[] _columns;
    private readonly SparseCommand _one;
    private readonly PreparedCommand? _several;

    /// <summary>Prepares it.</summary>
    /// <param name="database">With an open connection.</param>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns, at most 64, each a text or a number.</param>
    /// <param name="behind">What stands behind the values, at last RETURNING and the column that tells the rows from each other.</param>
    /// <exception cref="DbException">The database does not know what it names.</exception>
    public PreparedInsert(LedgerDatabase database, string table, (string Name, ColumnType Type)[] columns, string behind)
    {
        _columns = columns;
        _one = SparseCommand.Insert(database, table, columns, behind);
        string names = string.Join(", ", columns.Select(column => column.Name));
        _several = !database.HasArrays ? null : new(
            database,
            $"INSERT INTO {table} ({names}) SELECT * FROM unnest({Places(columns.Length)}) {behind}",
            [.. columns.Select(column => column.Type is ColumnType.Text ? ColumnType.Texts : ColumnType.Numbers)]);
    }

    /// <summary>$1, $2, ... for so many values.</summary>
    public static string Places(int count) => string.Join(", ", Enumerable.Range(1, count).Select(number => $"${number}"));

    /// <summary>Inserts rows in order; gives what tells them from each other of those that went in.</summary>
    /// <exception cref="DbException">The database refused one of them, and all.</exception>
    public HashSet<string> Run(IReadOnlyList<object?[]> rows) => _several is null
        ? [.. rows.SelectMany(row => _one.Read(Text, row))]
        : [.. _several.Read(Text, [.. _columns.Select((column, place) => Array(column.Type, rows.Select(row => row[place])))])];

    private static Array Array(ColumnType type, IEnumerable<object?> values) =>
        type is ColumnType.Text ? values.Cast<string?>().ToArray() : values.Cast<long?>().ToArray();

    private static string Text(DbDataReader row) => row.Text(0);
}
