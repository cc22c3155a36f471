using System.Data.Common;

namespace SoraPS.Core.Ledger.Database;

/// <summary>A command that is prepared once and run many times, with the same parameters. It ends with its connection.</summary>
internal sealed class PreparedCommand
{
    private readonly LedgerDatabase _database;
    private readonly DbCommand _command;

    /// <summary>Prepares it.</summary>
    /// <param name="database">With an open connection.</param>
    /// <param name="sql">One statement with the parameters $1, $2, ...</param>
    /// <param name="types">Their types, in order.</param>
    /// <exception cref="DbException">The database does not know what it names.</exception>
    public PreparedCommand(LedgerDatabase database, string sql, params ReadOnlySpan<ColumnType> types)
    {
        _database = database;
        _command = database.Prepare(sql, types);
    }

    /// <summary>Runs it; gives the number of rows that it changed.</summary>
    /// <exception cref="DbException">The database refused.</exception>
    public int Execute(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    /// <summary>Runs it and reads all rows.</summary>
    /// <exception cref="DbException">The database refused.</exception>
    public List<T> Read<T>(Func<DbDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        Bind(values);
        using DbDataReader reader = _command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private void Bind(ReadOnlySpan<object?> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _command.Parameters.Count);
        for (int index = 0; index < values.Length; index++)
        {
            _command.Parameters[index].Value = values[index] switch
            {
                null => DBNull.Value,
                string text => _database.Storable(text),
                string?[] texts => Array.ConvertAll(texts, text => text is null ? null : _database.Storable(text)),
                object value => value,
            };
        }
    }
}
