using System.Collections;
using SoraPS.Views;

namespace SoraPS.Completion;

/// <summary>Offers the gateway's ids of tasks in the ledger that are not finished, newest first.</summary>
public sealed class TaskIdCompleter : SoraCompleter
{
    private protected override IEnumerable<Offer> Offers(string typed, IDictionary bound) =>
        from task in LedgerLook.Unfinished()
        where bound["Provider"] is not string provider || task.Provider.Equals(provider, StringComparison.OrdinalIgnoreCase)
        where task.Id is not null
        select new Offer(task.Id!, $"{task.Provider}, {task.State}, {ViewText.Ago(task.CreatedAt)}: {task.Name ?? task.Prompt}");
}
