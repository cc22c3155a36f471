using SoraPS.Core.Ledger.Database;

namespace SoraPS.Core.Ledger.Store;

/// <summary>All that is done in the writer's transactions.</summary>
internal sealed class LedgerWrites
{
    /// <summary>Prepares the commands.</summary>
    /// <param name="database">The writer's connection.</param>
    /// <param name="presence">Who is alive.</param>
    /// <param name="time">The clock of claims and history.</param>
    public LedgerWrites(LedgerDatabase database, IOwnerPresence presence, TimeProvider time)
    {
        WriteCommands commands = new(database);
        RowChain chain = new(commands, time);
        Holds = new HoldRules(database, commands, presence, time);
        Claims = new ClaimRules(database, commands, chain, Holds, presence, time);
        Entries = new EntryWriter(database, commands, chain, time);
    }

    /// <summary>Who may send a row.</summary>
    public ClaimRules Claims { get; }

    /// <summary>Which run may work on a task.</summary>
    public HoldRules Holds { get; }

    /// <summary>What happened to tasks.</summary>
    public EntryWriter Entries { get; }
}
