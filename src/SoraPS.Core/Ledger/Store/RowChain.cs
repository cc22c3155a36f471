using SoraPS.Core.Ledger.Database;

namespace SoraPS.Core.Ledger.Store;

/// <summary>
/// The tasks that a row of a batch had, each knowing the one before it; the last one holds the row. Runs in the writer's transaction.
/// </summary>
internal sealed class RowChain(WriteCommands commands, TimeProvider time)
{
    /// <summary>Takes the row from its task, so that a new one can be put behind it.</summary>
    public void GiveUp(ClaimedTask held, string successor)
    {
        commands.SetRowKey.Execute(held.Seq, null);
        Note(held.Seq, held.Task.State.ToString(), $"Its row is sent again as {successor}.");
    }

    /// <summary>
    /// Takes a task out. The row that it holds goes back to the task before it, which may have been paid for; without one it is free.
    /// </summary>
    /// <param name="seq">The task.</param>
    /// <param name="isRefused">Whether its record stays, as an attempt that the gateway refused.</param>
    public void Leave(long seq, bool isRefused = false)
    {
        (string? key, long? before) = commands.FindLink.Read(row => (row.TextOrNull(0), row.NumberOrNull(1)), seq)[0];
        commands.SetRowKey.Execute(seq, null);
        commands.Unlink.Execute(seq, before);
        if (isRefused && key is not null)
        {
            commands.SetRefusedKey.Execute(seq, key);
        }

        if (key is not null && before is { } holder)
        {
            commands.SetRowKey.Execute(holder, key);
            string state = commands.FindState.Read(row => row.Text(0), holder)[0];
            Note(holder, state, "It holds its row again: the task that was to follow it is gone.");
        }
    }

    private void Note(long seq, string state, string happened) => commands.AddHistory.Execute(
        seq, time.GetUtcNow().ToUnixTimeMilliseconds(), state, happened, null);
}
