using System.Collections.Concurrent;
using System.Data.Common;

namespace SoraPS.Core.Ledger.Database;

/// <summary>Connections that only read. They see what was durable when a read began, and hold no writer up.</summary>
/// <param name="open">Opens one; it throws a <see cref="SoraException"/> where that is not possible.</param>
internal sealed class ReadPool(Func<LedgerDatabase> open) : IDisposable
{
    private readonly ConcurrentBag<Reader> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Reads all rows of a query; finding one takes less time than another thread would to begin.</summary>
    /// <param name="sql">With the parameters $1, $2, ...</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="values">Texts and longs, none of them null.</param>
    public Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> read, params object?[] values)
    {
        try
        {
            return Task.FromResult<IReadOnlyList<T>>(Read(sql, read, values));
        }
        catch (Exception exception)
        {
            return Task.FromException<IReadOnlyList<T>>(exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        CloseIdle();
    }

    private List<T> Read<T>(string sql, Func<DbDataReader, T> read, object?[] values)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_idle.TryTake(out Reader? reader))
        {
            reader = new Reader(open());
        }

        try
        {
            return reader.Prepared(sql, values).Read(read, values);
        }
        catch (DbException exception)
        {
            throw reader.Database.Explain(exception);
        }
        finally
        {
            _idle.Add(reader);
            if (_isDisposed)
            {
                CloseIdle();
            }
        }
    }

    private void CloseIdle()
    {
        while (_idle.TryTake(out Reader? reader))
        {
            reader.Database.Dispose();
        }
    }

    /// <summary>A connection with the queries that it has run: there are few, each run for every row.</summary>
    private sealed class Reader(LedgerDatabase database)
    {
        private readonly Dictionary<string, PreparedCommand> _commands = [];

        public LedgerDatabase Database => database;

        public PreparedCommand Prepared(string sql, object?[] values) => _commands.TryGetValue(sql, out PreparedCommand? known)
            ? known
            : _commands[sql] = new PreparedCommand(
                database.Connection, sql, [.. values.Select(value => value is string ? ColumnType.Text : ColumnType.Number)]);
    }
}
