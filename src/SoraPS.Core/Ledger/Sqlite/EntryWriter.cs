namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>Records entries. Runs inside the writer's transaction.</summary>
internal sealed class EntryWriter(WriteStatements statements, TimeProvider time)
{
    /// <summary>Records what happened to a task.</summary>
    public bool Write(LedgerEntry entry)
    {
        SoraTask task = entry.File is { } file ? entry.Task with { Path = file.Path } : entry.Task;
        long seq = statements.Put(task);
        statements.AddHistory.Run(
            seq,
            time.GetUtcNow().ToUnixTimeMilliseconds(),
            task.State.ToString(),
            LedgerText.WithoutQueries(entry.Happened),
            LedgerText.Answer(entry.Answer));
        if (entry.Took is { } took)
        {
            statements.PutTook.Run(seq, (long)took.TotalMilliseconds);
        }

        if (entry.File is { } saved)
        {
            statements.PutFile.Run(seq, saved.Path, saved.Length, saved.Sha256, saved.ContentType);
        }

        if (entry.ReleasesRow)
        {
            statements.ReleaseRow.Run(seq);
        }

        return true;
    }

    /// <summary>Forgets a task; false if it was not known.</summary>
    public bool Remove(string requestId)
    {
        if (statements.SeqOf(requestId) is not { } seq)
        {
            return false;
        }

        foreach (Statement delete in statements.Delete)
        {
            delete.Run(seq);
        }

        return true;
    }
}
