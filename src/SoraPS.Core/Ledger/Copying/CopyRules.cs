using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Core.Ledger.Copying;

/// <summary>Takes in tasks of another ledger. Runs in the writer's transaction.</summary>
internal sealed class CopyRules(LedgerDatabase database, WriteCommands commands)
{
    private readonly PreparedCommand _insert = new(database, CopiedTask.Insert, CopiedTask.Types);
    private readonly PreparedCommand _findTask = new(
        database, $"SELECT {TaskColumns.Names} FROM tasks WHERE request_id = $1", ColumnType.Text);

    /// <summary>Takes in a task: true if it was not known, false if more is known of it now, null if nothing changes.</summary>
    /// <param name="copied">The task.</param>
    /// <param name="history">What happened to it.</param>
    /// <param name="file">The file that was saved for it, or null.</param>
    public bool? Take(CopiedTask copied, IReadOnlyList<(LedgerEvent Event, string? Answer)> history, SavedFile? file)
    {
        database.RequireExclusive();
        SoraTask task = copied.Task;
        SoraTask? known = _findTask.Read(TaskColumns.Read, task.RequestId).FirstOrDefault();
        if (known is not null && !IsFurther(task, known))
        {
            return null;
        }

        long seq = known is null ? Insert(copied) : commands.Put(task)!.Value;
        foreach ((LedgerEvent one, string? answer) in known is null ? history : [])
        {
            commands.AddHistory.Execute(seq, one.At.ToUnixTimeMilliseconds(), one.State.ToString(), one.Happened, answer);
        }

        if (known is not null)
        {
            long now = history.Count > 0 ? history[^1].Event.At.ToUnixTimeMilliseconds() : 0;
            commands.AddHistory.Execute(seq, now, task.State.ToString(), "So it stands in another ledger.", null);
        }

        if (file is not null)
        {
            commands.PutFile.Execute(seq, file.Path, file.Length, file.Sha256, file.ContentType);
        }

        return known is null;
    }

    // A row that both ledgers submitted stays with the task that holds it here; the other one is listed beside it.
    private long Insert(CopiedTask copied)
    {
        long? predecessor = copied.Predecessor is { } before ? commands.SeqOf(before) : null;
        long? holder = copied is { RowKey: { } key, Task.Batch: { } batch }
            ? commands.FindRow.Read(ClaimedTask.Read, batch, key).FirstOrDefault()?.Seq
            : null;
        bool isFree = holder is null || holder == predecessor;
        if (isFree && predecessor is { } given)
        {
            commands.SetRowKey.Execute(given, null);
        }

        return _insert.Read(row => row.Number(0), copied.Values(predecessor, isFree))[0];
    }

    private static bool IsFurther(SoraTask task, SoraTask known) =>
        (task.IsEnded() && !known.IsEnded()) || (task.Id is not null && known.Id is null) || (task.Path is not null && known.Path is null);
}
