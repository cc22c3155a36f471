using System.Data.Common;
using Microsoft.Data.Sqlite;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Database;

namespace SoraPS.Tests.Ledger;

/// <summary>A database that fails as a test says: with a <see cref="TimeoutException"/> where its server is away.</summary>
internal sealed class ScriptedDatabase : LedgerDatabase
{
    public Exception? BeginFailure { get; set; }

    public Exception? CommitFailure { get; set; }

    /// <summary>How long each transaction was to wait for others.</summary>
    public List<TimeSpan> Patience { get; } = [];

    public int Rollbacks { get; private set; }

    public override DbConnection Connection { get; } = new SqliteConnection();

    public override string AddHistory => throw new NotSupportedException();

    public override string Fold(string text) => text;

    public override DbCommand Prepare(string sql, params ReadOnlySpan<ColumnType> types) => throw new NotSupportedException();

    public override void Commit() => Fail(CommitFailure);

    public override void Rollback() => Rollbacks++;

    public override bool IsPassing(Exception exception) => exception is TimeoutException;

    public override SoraException Explain(Exception exception) => new(
        SoraErrorKind.WriteFailed, exception.Message, IsPassing(exception) ? new LedgerAwayException(exception) : exception);

    protected override void BeginNext(TimeSpan timeout, bool isExclusive, Action? waits)
    {
        Patience.Add(timeout);
        Fail(BeginFailure);
    }

    private static void Fail(Exception? failure)
    {
        if (failure is not null)
        {
            throw failure;
        }
    }
}
