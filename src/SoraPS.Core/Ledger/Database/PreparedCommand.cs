using System.Data;
using System.Data.Common;

namespace SoraPS.Core.Ledger.Database;

/// <summary>A command that is prepared once and run many times, with the same parameters. It ends with its connection.</summary>
internal sealed class PreparedCommand
{
    private readonly DbCommand _command;
    private readonly DbParameter[] _parameters;

    /// <summary>Prepares it.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="sql">One statement with the parameters $1, $2, ...</param>
    /// <param name="types">Their types, in order.</param>
    /// <exception cref="DbException">The database does not know what it names.</exception>
    public PreparedCommand(DbConnection connection, string sql, params ReadOnlySpan<ColumnType> types)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        _parameters = new DbParameter[types.Length];
        for (int index = 0; index < types.Length; index++)
        {
            DbParameter parameter = _command.CreateParameter();
            parameter.ParameterName = $"${index + 1}";
            parameter.DbType = types[index] is ColumnType.Text ? DbType.String : DbType.Int64;
            _command.Parameters.Add(parameter);
            _parameters[index] = parameter;
        }

        _command.Prepare();
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
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _parameters.Length);
        for (int index = 0; index < values.Length; index++)
        {
            _parameters[index].Value = values[index] ?? DBNull.Value;
        }
    }
}
