using System.Collections.Concurrent;
using System.Data.Common;

namespace SoraPS.Core.Ledger.Database;

/// <summary>Connections that only read. They see what was durable when a read began, and hold no writer up.</summary>
/// <param name="open">Opens one; it throws a <see cref="SoraException"/> where that is not possible.</param>
/// <param name="most">How many there may be.</param>
internal sealed class ReadPool(Func<LedgerDatabase> open, int most) : IDisposable
{
    private readonly SemaphoreSlim _free = new(most, most);
    private readonly ConcurrentBag<Reader> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Reads all rows of a query; finding one takes less time than another thread would to begin.</summary>
    /// <param name="sql">With the parameters $1, $2, ...</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="values">Texts, arrays of them and longs, none of them null.</param>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> read, params object?[] values)
    {
        await _free.WaitAsync().ConfigureAwait(false);
        try
        {
            return Read(sql, read, values);
        }
        finally
        {
            _free.Release();
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
        while (true)
        {
            bool isNew = !_idle.TryTake(out Reader? reader);
            reader ??= new Reader(open());
            try
            {
                List<T> rows = reader.Prepared(sql, values).Read(read, values);
                PutBack(reader);
                return rows;
            }
            catch (Exception exception) when (reader.Database.IsPassing(exception) && !isNew)
            {
                // It may have lost its connection long ago: one that is new tells more.
                reader.Database.Dispose();
            }
            catch (Exception exception) when (exception is DbException || reader.Database.IsPassing(exception))
            {
                SoraException failure = reader.Database.Explain(exception);
                reader.Database.Dispose();
                throw failure;
            }
            catch
            {
                reader.Database.Dispose();
                throw;
            }
        }
    }

    private void PutBack(Reader reader)
    {
        _idle.Add(reader);
        if (_isDisposed)
        {
            CloseIdle();
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
                database, sql, [.. values.Select(TypeOf)]);

        private static ColumnType TypeOf(object? value) => value switch
        {
            string => ColumnType.Text,
            string[] => ColumnType.Texts,
            _ => ColumnType.Number,
        };
    }
}
