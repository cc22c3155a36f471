using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Text;

namespace SoraPS.Core.Ledger.Store;

/// <summary>Records entries. Runs inside the writer's transaction.</summary>
internal sealed class EntryWriter(LedgerDatabase database, WriteCommands commands, RowChain chain, TimeProvider time)
{
    /// <summary>Records what happened to a task.</summary>
    public bool Write(LedgerEntry entry)
    {
        SoraTask task = entry.File is { } file && file.Path != entry.Task.Path ? entry.Task with { Path = file.Path } : entry.Task;
        if (commands.Put(task, entry.Took, entry.Epoch) is not { } seq)
        {
            return false;
        }

        // Who finds the file may not have learned that it is known, and a commit whose answer was lost is repeated.
        if (entry.File is { } saved
            && commands.PutFile.Execute(seq, saved.Path, saved.Length, saved.Sha256, saved.ContentType) == 0)
        {
            return true;
        }

        commands.AddHistory.Execute(
            seq,
            time.GetUtcNow().ToUnixTimeMilliseconds(),
            task.State.ToString(),
            StoredText.WithoutQueries(entry.Happened),
            StoredText.Answer(entry.Answer));
        if (entry.ReleasesRow)
        {
            database.RequireExclusive();
            chain.Leave(seq, isRefused: true);
        }

        return true;
    }

    /// <summary>Records what was kept for later.</summary>
    public void Write(KeptWrite kept)
    {
        if (kept.Entry is { } entry)
        {
            Write(entry);
        }

        if (kept.Removed is { } requestId)
        {
            Remove(requestId);
        }
    }

    /// <summary>Whether another request is known to have made the task of that id.</summary>
    public bool IsOthers(SoraTask task)
    {
        database.RequireExclusive();
        object?[] values = [task.Id, task.RequestId, task.Provider, task.Endpoint?.OriginalString];
        return commands.CountOthers.Read(row => row.Number(0), values) is not [0];
    }

    /// <summary>Forgets a task; false if it was not known.</summary>
    public bool Remove(string requestId)
    {
        database.RequireExclusive();
        if (commands.SeqOf(requestId) is not { } seq)
        {
            return false;
        }

        chain.Leave(seq);
        foreach (PreparedCommand delete in commands.Delete)
        {
            delete.Execute(seq);
        }

        return true;
    }
}
