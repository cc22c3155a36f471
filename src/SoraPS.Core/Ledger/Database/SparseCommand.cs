using System.Data.Common;
using System.Runtime.InteropServices;

namespace SoraPS.Core.Ledger.Database;

/// <summary>
/// A command that is given only the values that are not null, prepared once for each set of them: most columns of a task are null, and
/// each parameter takes its time. For one thread.
/// </summary>
/// <param name="database">With an open connection.</param>
/// <param name="columns">Whose values it is given, at most 64.</param>
/// <param name="sql">The statement for a set of columns, whose values are $1, $2, ...</param>
internal sealed class SparseCommand(LedgerDatabase database, (string Name, ColumnType Type)[] columns, Func<string[], string> sql)
{
    private readonly Dictionary<long, PreparedCommand> _prepared = [];
    private readonly List<object?> _given = [];

    /// <summary>One that inserts a row.</summary>
    /// <inheritdoc cref="PreparedInsert(LedgerDatabase, string, ValueTuple{string, ColumnType}[], string)"/>
    public static SparseCommand Insert(LedgerDatabase database, string table, (string Name, ColumnType Type)[] columns, string behind) =>
        new(database, columns, given =>
            $"INSERT INTO {table} ({string.Join(", ", given)}) VALUES ({PreparedInsert.Places(given.Length)}) {behind}");

    /// <summary>Runs it and reads all rows.</summary>
    /// <param name="read">Reads a row.</param>
    /// <param name="values">One for each column.</param>
    /// <exception cref="DbException">The database refused.</exception>
    public List<T> Read<T>(Func<DbDataReader, T> read, ReadOnlySpan<object?> values)
    {
        PreparedCommand command = For(values);
        return command.Read(read, CollectionsMarshal.AsSpan(_given));
    }

    private PreparedCommand For(ReadOnlySpan<object?> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, columns.Length);
        long set = 0;
        _given.Clear();
        for (int place = 0; place < values.Length; place++)
        {
            if (values[place] is { } value)
            {
                set |= 1L << place;
                _given.Add(value);
            }
        }

        return _prepared.TryGetValue(set, out PreparedCommand? known) ? known : _prepared[set] = Prepare(set);
    }

    private PreparedCommand Prepare(long set)
    {
        (string Name, ColumnType Type)[] given = [.. columns.Where((_, place) => (set & (1L << place)) != 0)];
        return new PreparedCommand(database, sql([.. given.Select(column => column.Name)]), [.. given.Select(column => column.Type)]);
    }
}
