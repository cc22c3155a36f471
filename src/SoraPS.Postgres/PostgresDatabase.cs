using System.Buffers;
using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Database;

namespace SoraPS.Postgres;

/// <summary>
/// A connection to a PostgreSQL database, made again when it is lost. Transactions hold a lock on the ledger, most of them a shared
/// one; it ends with the transaction, and no claim rests on it.
/// </summary>
internal sealed class PostgresDatabase : LedgerDatabase
{
    // A process that is frozen in the middle of a transaction holds others up no longer than this.
    private const string IdleMilliseconds = "5000";

    // Less than a command may take: the server tells better than a broken connection why it took so long.
    private const int MaxLockMilliseconds = 8000;
    private const int MomentMilliseconds = 250;
    private const string IdleInTransactionTimeout = "25P03";

    private static readonly SearchValues<char> s_halves = SearchValues.Create(
        [.. Enumerable.Range(0xD800, 0x800).Select(code => (char)code), '\0']);

    private readonly PostgresSettings _settings;
    private readonly NpgsqlConnection _connection;
    private NpgsqlTransaction? _transaction;
    private bool _isExclusive;

    private PostgresDatabase(PostgresSettings settings)
    {
        _settings = settings;
        _connection = settings.NewConnection();
    }

    /// <inheritdoc/>
    public override DbConnection Connection => _connection;

    /// <inheritdoc/>
    public override string AddHistory => "INSERT INTO history (task, at, state, happened, answer) VALUES ($1, $2, $3, $4, $5)";

    /// <inheritdoc/>
    public override bool HasOverlappingWriters => true;

    /// <inheritdoc/>
    public override bool HasArrays => true;

    /// <summary>Takes part in every transaction; null for none.</summary>
    public ITransactionObserver? Observer { get; set; }

    /// <summary>Connects.</summary>
    /// <exception cref="SoraException">WriteFailed: it cannot be reached, or refuses.</exception>
    public static PostgresDatabase Open(PostgresSettings settings)
    {
        PostgresDatabase database = new(settings);
        try
        {
            database._connection.Open();
            return database;
        }
        catch (Exception exception) when (exception is DbException || database.IsPassing(exception))
        {
            database.Dispose();
            throw database.Explain(exception);
        }
    }

    /// <summary>Reads one value.</summary>
    /// <exception cref="DbException">It cannot be read.</exception>
    public object? Scalar(string sql)
    {
        using NpgsqlCommand command = new(sql, _connection);
        return command.ExecuteScalar();
    }

    /// <summary>Does something in an exclusive transaction of its own, while a ledger is opened.</summary>
    /// <exception cref="DbException">It failed.</exception>
    public void InTransaction(TimeSpan timeout, Action work)
    {
        try
        {
            Begin(timeout);
            work();
            Commit();
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    /// <inheritdoc/>
    // Whatever language the database is set to.
    public override string Fold(string text) => $"lower({text} COLLATE \"C\")";

    /// <inheritdoc/>
    // The instance is the last part of an owner.
    public override string IsLive(string owner) =>
        $"EXISTS (SELECT 1 FROM processes WHERE instance = split_part({owner}, '|', 5) AND {PostgresPresence.IsFresh})";

    /// <inheritdoc/>
    public override string Now(string here) => "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    /// <inheritdoc/>
    // The driver prepares by itself what runs again, on each connection that it makes.
    public override DbCommand Prepare(string sql, params ReadOnlySpan<ColumnType> types)
    {
        NpgsqlCommand command = new(sql, _connection);
        foreach (ColumnType type in types)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = TypeOf(type) });
        }

        return command;
    }

    /// <inheritdoc/>
    // It takes neither NUL nor half a character.
    public override string Storable(string text) => text.AsSpan().ContainsAny(s_halves)
        ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD')
        : text;

    /// <inheritdoc/>
    protected override void BeginNext(TimeSpan timeout, bool isExclusive, Action? waits)
    {
        long start = Environment.TickCount64;
        int patience = MomentMilliseconds;
        while (true)
        {
            try
            {
                TryBegin(isExclusive, patience);
                return;
            }
            catch (Exception exception) when (IsPassing(exception) && Environment.TickCount64 - start < timeout.TotalMilliseconds)
            {
                Rollback();
                waits?.Invoke();
                waits = null;
                patience = MaxLockMilliseconds;
                if (!IsLocked(exception))
                {
                    // Another server may be the primary one by now.
                    _connection.Close();
#pragma warning disable RS0030 // A server that is away tells nobody when it is back, and this thread is the ledger's own.
                    Thread.Sleep(Random.Shared.Next(MomentMilliseconds, 4 * MomentMilliseconds));
#pragma warning restore RS0030
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void RequireExclusive()
    {
        if (!_isExclusive)
        {
            throw new ExclusiveRequiredException();
        }
    }

    /// <inheritdoc/>
    public override void Commit()
    {
        _transaction!.Commit();
        Observer?.Committed();
        EndTransaction();
    }

    /// <inheritdoc/>
    public override void Rollback()
    {
        try
        {
            _transaction?.Rollback();
        }
        catch (Exception)
        {
            // The connection is gone, and the transaction with it.
            _connection.Close();
        }

        EndTransaction();
    }

    /// <inheritdoc/>
    public override bool IsPassing(Exception exception) => exception switch
    {
        PostgresException error => error.IsTransient || error.SqlState is
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.QueryCanceled or IdleInTransactionTimeout
            or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow,
        NpgsqlException error => error.IsTransient || _connection.State is not ConnectionState.Open,
        InvalidOperationException or IOException or TimeoutException => _connection.State is not ConnectionState.Open,
        _ => false,
    };

    /// <inheritdoc/>
    public override SoraException Explain(Exception exception) =>
        PostgresErrors.Of(_settings.Name, exception, IsAway(exception) ? new LedgerAwayException(exception) : exception);

    private static NpgsqlDbType TypeOf(ColumnType type) => type switch
    {
        ColumnType.Text => NpgsqlDbType.Text,
        ColumnType.Number => NpgsqlDbType.Bigint,
        ColumnType.Texts => NpgsqlDbType.Array | NpgsqlDbType.Text,
        _ => NpgsqlDbType.Array | NpgsqlDbType.Bigint,
    };

    // Who holds a lock is there to be asked about it.
    private bool IsAway(Exception exception) => IsPassing(exception) && !IsLocked(exception);

    private static bool IsLocked(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    private void TryBegin(bool isExclusive, int patience)
    {
        if (_connection.State is not ConnectionState.Open)
        {
            _connection.Close();
            _connection.Open();
        }

        Observer?.Beginning();
        _transaction = _connection.BeginTransaction(IsolationLevel.ReadCommitted);
        using NpgsqlBatch batch = new(_connection, _transaction);
        string kind = isExclusive ? "" : "_shared";

        // One after the other, and the second lock_timeout once the ledger's lock is there. A commit is on the disk when its caller is
        // told, whatever the server usually does.
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"""
            SELECT set_config('lock_timeout', $1, true),
                set_config('idle_in_transaction_session_timeout', '{IdleMilliseconds}', true),
                pg_advisory_xact_lock{kind}({PostgresSchema.LockClass}, 'tasks'::regclass::oid::int),
                set_config('lock_timeout', '{MaxLockMilliseconds}', true), set_config('synchronous_commit',
                    CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true)
            """)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = patience.ToString(CultureInfo.InvariantCulture) } },
        });
        NpgsqlBatchCommand? last = null;
        if (Observer is { } observer)
        {
            last = new NpgsqlBatchCommand(observer.Sql);
            batch.BatchCommands.Add(last);
        }

        batch.ExecuteNonQuery();
        _isExclusive = isExclusive;
        Observer?.Begun((int)(last?.RecordsAffected ?? 0));
    }

    private void EndTransaction()
    {
        _transaction?.Dispose();
        _transaction = null;
        _isExclusive = false;
    }
}
