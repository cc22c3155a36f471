namespace SoraPS.Core.Ledger;

/// <summary>What became of a claim.</summary>
public enum ClaimOutcome
{
    /// <summary>The row is written down as this caller's: it must send it, and write down what came of it.</summary>
    New,

    /// <summary>The row was sent before; the task tells how it stands. It must not be sent.</summary>
    Existing,

    /// <summary>A live process, this one or another, is sending this very row now. Ask again later.</summary>
    BusyElsewhere,

    /// <summary>The row was sent before, and a live run, in this process or another, works on its task. It is left to that run.</summary>
    HeldElsewhere,

    /// <summary>The row is new and would cost more than is left of <see cref="ClaimLimits.BatchCost"/>. It must not be sent.</summary>
    OverBatchCost,

    /// <summary>
    /// The row is new, and its provider has as many unfinished tasks as <see cref="ClaimLimits.ConcurrentTasks"/> allows. Ask again later.
    /// </summary>
    NoPlace,
}
