using System.Collections.Concurrent;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>Connections that only read. They see what was durable when a read began, and hold no writer up.</summary>
internal sealed class ReadPool(string path) : IDisposable
{
    private readonly ConcurrentBag<Reader> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Reads all rows of a query; finding one takes less time than another thread would to begin.</summary>
    public Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<Row, T> read, params object?[] values)
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

    private List<T> Read<T>(string sql, Func<Row, T> read, object?[] values)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Reader? reader = null;
        try
        {
            reader = _idle.TryTake(out Reader? idle) ? idle : new Reader(path);
            return reader.Prepared(sql).Read(read, values);
        }
        catch (SqliteException exception)
        {
            throw LedgerErrors.Of(path, exception);
        }
        finally
        {
            if (reader is not null)
            {
                _idle.Add(reader);
            }

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
            reader.Dispose();
        }
    }

    /// <summary>A database with the queries that it has run: there are few, each run for every row.</summary>
    private sealed class Reader(string path) : IDisposable
    {
        private readonly Database _database = Database.Open(path);
        private readonly Dictionary<string, Statement> _statements = [];

        public Statement Prepared(string sql) => _statements.TryGetValue(sql, out Statement? known)
            ? known
            : _statements[sql] = new Statement(_database, sql);

        public void Dispose()
        {
            foreach (Statement statement in _statements.Values)
            {
                statement.Dispose();
            }

            _database.Dispose();
        }
    }
}
