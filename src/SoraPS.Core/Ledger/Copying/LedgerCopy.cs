using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Core.Ledger.Copying;

/// <summary>Copies tasks from one ledger to another. What was copied before is not copied twice.</summary>
public static class LedgerCopy
{
    private const long PageSize = 200;

    /// <summary>Copies the tasks of some batches with their history and what was saved.</summary>
    /// <param name="from">Where they are.</param>
    /// <param name="to">Where they come.</param>
    /// <param name="isWanted">Which of them.</param>
    /// <exception cref="SoraException">WriteFailed; what was copied until then stays.</exception>
    public static async Task<SoraLedgerCopy> CopyAsync(StoredLedger from, StoredLedger to, Predicate<SoraTask> isWanted)
    {
        CopyRules rules = await to.RunAsync(() => new CopyRules(to.Writer, to.Commands)).ConfigureAwait(false);
        HashSet<string> held = [.. await from.HeldAsync().ConfigureAwait(false)];
        (int copied, int updated, int unchanged, int left, long last) = (0, 0, 0, 0, 0);
        while (await from.ReadAsync(CopiedTask.Read, CopiedTask.Of, last, PageSize).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (CopiedTask task in page.Where(task => isWanted(task.Task)))
            {
                if (held.Contains(task.Task.RequestId) || task.Task.State is SoraTaskState.Submitting)
                {
                    left++;
                    continue;
                }

                switch (await CopyAsync(from, to, rules, task).ConfigureAwait(false))
                {
                    case true:
                        copied++;
                        break;
                    case false:
                        updated++;
                        break;
                    default:
                        unchanged++;
                        break;
                }
            }

            last = page[^1].Seq;
        }

        return new SoraLedgerCopy(copied, updated, unchanged, left);
    }

    private static async Task<bool?> CopyAsync(StoredLedger from, StoredLedger to, CopyRules rules, CopiedTask task)
    {
        IReadOnlyList<(LedgerEvent Event, string? Answer)> history = await from.ReadAsync(
            "SELECT at, state, happened, answer FROM history WHERE task = $1 ORDER BY number",
            row => (new LedgerEvent(row.TimeOrNull(0) ?? default, TaskColumns.State(row.Text(1)), row.Text(2)), row.TextOrNull(3)),
            task.Seq).ConfigureAwait(false);
        SavedFile? file = await from.FindFileAsync(task.Task.RequestId).ConfigureAwait(false);
        return await to.RunAsync(() => rules.Take(task, history, file)).ConfigureAwait(false);
    }
}
