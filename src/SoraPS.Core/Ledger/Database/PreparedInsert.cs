using System.Data.Common;

namespace SoraPS.Core.Ledger.Database;

/// <summary>Inserts rows, several by one statement where the database <see cref="LedgerDatabase.HasArrays"/>.</summary>
internal sealed class PreparedInsert
{
    private readonly LedgerDatabase _database;
    private readonly ColumnType[] _types;
    private readonly PreparedCommand _command;

    /// <summary>Prepares it.</summary>
    /// <param name="database">With an open connection.</param>
    /// <param name="into">INSERT INTO, the table and its columns.</param>
    /// <param name="behind">What stands behind the values, at last RETURNING and the column that tells the rows from each other.</param>
    /// <param name="types">The types of the columns, each a text or a number.</param>
    /// <exception cref="DbException">The database does not know what it names.</exception>
    public PreparedInsert(LedgerDatabase database, string into, string behind, ColumnType[] types)
    {
        (_database, _types) = (database, types);
        string places = string.Join(", ", Enumerable.Range(1, types.Length).Select(number => $"${number}"));
        _command = database.HasArrays
            ? new(database, $"{into} SELECT * FROM unnest({places}) {behind}", [.. types.Select(Several)])
            : new(database, $"{into} VALUES ({places}) {behind}", types);
    }

    /// <summary>Inserts rows in order; gives what tells them from each other of those that went in.</summary>
    /// <exception cref="DbException">The database refused one of them, and all.</exception>
    public HashSet<string> Run(IReadOnlyList<object?[]> rows) => _database.HasArrays
        ? [.. Read([.. _types.Select((type, column) => Column(type, rows.Select(row => row[column])))])]
        : [.. rows.SelectMany(Read)];

    private static ColumnType Several(ColumnType type) => type is ColumnType.Text ? ColumnType.Texts : ColumnType.Numbers;

    private static Array Column(ColumnType type, IEnumerable<object?> values) =>
        type is ColumnType.Text ? values.Cast<string?>().ToArray() : values.Cast<long?>().ToArray();

    private List<string> Read(object?[] values) => _command.Read(row => row.Text(0), values);
}
