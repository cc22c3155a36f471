using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>Connections that only read. They see what was durable when a read began, and hold no writer up.</summary>
internal sealed class ReadPool(string path) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Reads all rows of a query, away from the caller's thread.</summary>
    public Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<SqliteDataReader, T> read, params object?[] values) =>
        Task.Run<IReadOnlyList<T>>(() => Read(sql, read, values));

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        CloseIdle();
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> read, object?[] values)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        SqliteConnection? connection = null;
        try
        {
            connection = _idle.TryTake(out SqliteConnection? idle) ? idle : Connections.Open(path, create: false);
            using Statement statement = new(connection, sql, values.Length);
            return statement.Read(read, values);
        }
        catch (SqliteException exception)
        {
            throw LedgerErrors.Of(path, exception);
        }
        finally
        {
            if (connection is not null)
            {
                _idle.Add(connection);
            }

            if (_isDisposed)
            {
                CloseIdle();
            }
        }
    }

    private void CloseIdle()
    {
        while (_idle.TryTake(out SqliteConnection? connection))
        {
            connection.Dispose();
        }
    }
}
