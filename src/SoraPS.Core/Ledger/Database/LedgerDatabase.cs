using System.Data.Common;

namespace SoraPS.Core.Ledger.Database;

/// <summary>An open connection to a ledger's database, used by one thread at a time, and what differs between kinds of database.</summary>
internal abstract class LedgerDatabase : IDisposable
{
    /// <summary>The connection. Its commands take part in the transaction that is under way, and are gone when it is closed.</summary>
    public abstract DbConnection Connection { get; }

    /// <summary>Stands behind the table's name where only unfinished tasks are listed, so that their index is used.</summary>
    public abstract string UnfinishedHint { get; }

    /// <summary>Begins a transaction that may write, when no other process is in one.</summary>
    /// <param name="timeout">How long to wait for other processes.</param>
    /// <param name="waits">Called once if that takes longer than a moment; may be null.</param>
    /// <exception cref="DbException">Others took longer, or the database cannot be used.</exception>
    public abstract void Begin(TimeSpan timeout, Action? waits = null);

    /// <summary>Makes what was written since <see cref="Begin"/> durable.</summary>
    /// <exception cref="DbException">It is not: roll it back.</exception>
    public abstract void Commit();

    /// <summary>Undoes what was written since <see cref="Begin"/>, if it is not undone yet. Never fails.</summary>
    public abstract void Rollback();

    /// <summary>What a person reads of a failure of this database.</summary>
    public abstract SoraException Explain(DbException exception);

    /// <summary>Closes the connection.</summary>
    public virtual void Dispose()
    {
        Connection.Dispose();
        GC.SuppressFinalize(this);
    }
}
