using System.Data.Common;

namespace SoraPS.Core.Ledger.Database;

/// <summary>An open connection to a ledger's database, used by one thread at a time, and what differs between kinds of database.</summary>
internal abstract class LedgerDatabase : IDisposable
{
    /// <summary>The connection. Its commands take part in the transaction that is under way, and are gone when it is closed.</summary>
    public abstract DbConnection Connection { get; }

    /// <summary>Stands behind the table's name where only unfinished tasks are listed, so that their index is used.</summary>
    public virtual string UnfinishedHint => "";

    /// <summary>Appends to a task's history; parameters as of <see cref="Store.WriteCommands.AddHistory"/>.</summary>
    public abstract string AddHistory { get; }

    /// <summary>
    /// Whether transactions that are not exclusive overlap with those of other processes: rows must then be claimed in one order, so
    /// that no two processes wait for each other.
    /// </summary>
    public virtual bool HasOverlappingWriters => false;

    /// <summary>Whether a parameter can hold the values of several rows, which one statement then inserts.</summary>
    public virtual bool HasArrays => false;

    /// <summary>SQL for a text in which upper and lower case of ASCII letters are the same.</summary>
    /// <param name="text">A column or a parameter.</param>
    public abstract string Fold(string text);

    /// <summary>SQL that is true of a run's owner that lives, as far as the database can tell.</summary>
    /// <param name="owner">The column.</param>
    public virtual string IsLive(string owner) => "TRUE";

    /// <summary>SQL for the microseconds since 1970, by a clock that all who use the ledger have in common.</summary>
    /// <param name="here">A parameter that has them by this machine's clock.</param>
    public virtual string Now(string here) => here;

    /// <summary>A command with the parameters $1, $2, ...; prepared, if that saves time here.</summary>
    /// <exception cref="DbException">The database does not know what it names.</exception>
    public abstract DbCommand Prepare(string sql, params ReadOnlySpan<ColumnType> types);

    /// <summary>A text as this database can hold it.</summary>
    public virtual string Storable(string text) => text;

    /// <summary>How many transactions were begun, which tells one from another.</summary>
    public long Transactions { get; private set; }

    /// <summary>Begins a transaction that may write.</summary>
    /// <param name="timeout">How long to wait for other processes, and for the database itself.</param>
    /// <param name="isExclusive">
    /// Whether no other process may be in one, as <see cref="RequireExclusive"/> demands; some databases allow no others anyway.
    /// </param>
    /// <param name="waits">Called once if that takes longer than a moment; may be null.</param>
    /// <exception cref="DbException">Others took longer, or the database cannot be used.</exception>
    public void Begin(TimeSpan timeout, bool isExclusive = true, Action? waits = null)
    {
        Transactions++;
        BeginNext(timeout, isExclusive, waits);
    }

    /// <summary>Does what <see cref="Begin"/> says.</summary>
    protected abstract void BeginNext(TimeSpan timeout, bool isExclusive, Action? waits);

    /// <summary>Holds for what reads first and then writes what follows from it, also about rows of others.</summary>
    /// <exception cref="ExclusiveRequiredException">Other processes may be writing: repeat the transaction as an exclusive one.</exception>
    public virtual void RequireExclusive()
    {
    }

    /// <summary>Makes what was written since <see cref="Begin"/> durable.</summary>
    /// <exception cref="DbException">It is not, or nobody knows: roll it back.</exception>
    public abstract void Commit();

    /// <summary>Undoes what was written since <see cref="Begin"/>, if it is not undone yet. Never fails.</summary>
    public abstract void Rollback();

    /// <summary>
    /// Whether a failure says nothing about what was to be written, as a lost connection or a deadlock does, so that the same may
    /// succeed when it is repeated.
    /// </summary>
    public virtual bool IsPassing(Exception exception) => false;

    /// <summary>What a person reads of a failure of this database: a <see cref="DbException"/>, or one that is passing.</summary>
    public abstract SoraException Explain(Exception exception);

    /// <summary>Closes the connection.</summary>
    public virtual void Dispose()
    {
        Connection.Dispose();
        GC.SuppressFinalize(this);
    }
}
