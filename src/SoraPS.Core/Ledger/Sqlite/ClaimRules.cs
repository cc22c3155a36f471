namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>Who may send a row. Runs in the writer's transaction: no other process answers at the same time.</summary>
internal sealed class ClaimRules(WriteStatements statements, string path, LedgerOwner owner, TimeProvider time)
{
    private readonly string _owner = owner.ToString();

    /// <summary>Writes a row down as this ledger's, or tells who holds it.</summary>
    public LedgerClaim Claim(SoraTask task, RowKey? row, Resubmit resubmit)
    {
        if (Insert(task, row) is { } mine)
        {
            return mine;
        }

        HeldRow held = statements.FindRow.Read(HeldRow.Read, row!.Batch, row.Key)[0];
        if (held.Task.State is SoraTaskState.Submitting && !IsAlive(held))
        {
            held = held with { Task = Lose(held, "The process that sent it ended before the gateway's answer came.") };
        }

        SoraTask known = held.Task;
        if (!resubmit.Allows(known.State))
        {
            return held.AsClaim(row);
        }

        statements.ReleaseRow.Run(held.Seq);
        Note(held.Seq, known, $"Its row is sent again as {task.RequestId}.");
        return Insert(task, row)!;
    }

    /// <summary>Makes every task Unknown that a process which is gone was submitting.</summary>
    public int Recover() => LoseAll(
        held => !IsAlive(held), "The process that sent it ended before the gateway's answer came.");

    /// <summary>Makes every task Unknown that was claimed here and never answered.</summary>
    public int Abandon() => LoseAll(
        held => held.Owner == owner, "The run ended before the gateway's answer came.");

    private int LoseAll(Predicate<HeldRow> isLost, string why)
    {
        List<HeldRow> lost = statements.FindSubmitting.Read(HeldRow.Read).FindAll(isLost);
        lost.ForEach(held => Lose(held, why));
        return lost.Count;
    }

    private bool IsAlive(HeldRow held) => held.Owner?.IsAlive(path, time.GetUtcNow() - held.ClaimedAt) is true;

    // Null if another task holds the row.
    private LedgerClaim? Insert(SoraTask task, RowKey? row)
    {
        SoraTask mine = row is null ? task : task with { Batch = row.Batch };
        int count = statements.InsertClaim.Run(
        [
            .. TaskColumns.Values(mine),
            row?.ContentHash,
            _owner,
            time.GetUtcNow().ToUnixTimeMilliseconds(),
            row?.Key,
        ]);
        return count == 0 ? null : new LedgerClaim(ClaimOutcome.New, mine);
    }

    private SoraTask Lose(HeldRow held, string why)
    {
        SoraTask lost = held.Task with
        {
            State = SoraTaskState.Unknown,
            Error = new SoraTaskError(null, why, SoraErrorKind.SubmissionUnknown),
        };
        statements.Put(lost);
        Note(held.Seq, lost, why);
        return lost;
    }

    private void Note(long seq, SoraTask task, string happened) => statements.AddHistory.Run(
        seq, time.GetUtcNow().ToUnixTimeMilliseconds(), task.State.ToString(), happened, null);
}
