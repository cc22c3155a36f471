using SoraPS.Core.Ledger.Database;

namespace SoraPS.Tests.Ledger;

/// <summary>What becomes of a group at a database that fails, and of the next one.</summary>
public sealed class GroupTransactionTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly ScriptedDatabase _database = new();
    private readonly GroupTransaction _transaction;
    private int _runs;

    public GroupTransactionTests() => _transaction = new GroupTransaction(_database, new Spool());

    [Fact]
    public void A_commit_that_fails_for_good_fails_the_whole_group_and_nothing_is_done_once_more()
    {
        _database.CommitFailure = new InvalidOperationException("The disk is gone.");
        Operation[] group = [NewOperation(), NewOperation()];
        _transaction.Write([.. group], s_patience);
        Assert.All(group, operation => Assert.Same(_database.CommitFailure, operation.Failure));
        Assert.Equal((2, 1), (_runs, _database.Rollbacks));
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(0.5, 0.5)]
    public void A_server_that_is_known_to_be_away_is_waited_for_at_most_a_second_until_it_is_back(double patience, double away)
    {
        _database.BeginFailure = new TimeoutException("Nobody answers.");
        Write(patience);
        Write(patience);
        _database.BeginFailure = null;
        Write(patience);
        Write(patience);
        Assert.Equal(new[] { patience, away, away, patience }.Select(TimeSpan.FromSeconds), _database.Patience);
    }

    [Fact]
    public void What_is_owed_is_written_once_and_begins_no_transaction_where_nothing_is()
    {
        _database.BeginFailure = new TimeoutException("Nobody answers.");
        _transaction.Write([NewOperation(new KeptWrite(null, "r1"))], s_patience);
        _transaction.WriteOwed(s_patience);
        Assert.Equal((0, 2), (_runs, _database.Rollbacks));

        _database.BeginFailure = null;
        _transaction.WriteOwed(s_patience);
        _transaction.WriteOwed(s_patience);
        Assert.Equal((1, 3), (_runs, _database.Transactions));
    }

    public void Dispose() => _database.Dispose();

    private void Write(double patience) => _transaction.Write([NewOperation()], TimeSpan.FromSeconds(patience));

    private Operation<int> NewOperation(KeptWrite? kept = null) => new(() => ++_runs) { Kept = kept };

    private sealed class Spool : IWriteSpool
    {
        public string Path => "nowhere";

        public bool TryKeep(KeptWrite write) => true;

        public void Clear()
        {
            // Nothing is kept.
        }

        public void Dispose()
        {
            // Nothing is kept.
        }
    }
}
