using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Owners;

namespace SoraPS.Core.Ledger.Store;

/// <summary>All that is done in the writer's transactions.</summary>
internal sealed class LedgerWrites
{
    private readonly TimeProvider _time;

    /// <summary>Prepares the commands.</summary>
    /// <param name="database">The writer's connection.</param>
    /// <param name="presence">Who is alive.</param>
    /// <param name="time">The clock of claims and history.</param>
    public LedgerWrites(LedgerDatabase database, IOwnerPresence presence, TimeProvider time)
    {
        _time = time;
        Commands = new WriteCommands(database);
        RowChain chain = new(Commands, time);
        Holds = new HoldRules(database, Commands, presence, time);
        NewTasks tasks = new(database, Commands, presence, time);
        Claims = new ClaimRules(database, Commands, tasks, chain, Holds, new LimitRules(database, Commands, time), presence, time);
        Entries = new EntryWriter(database, Commands, chain, time);
    }

    /// <summary>Who may send a row.</summary>
    public ClaimRules Claims { get; }

    /// <summary>The commands that they run.</summary>
    public WriteCommands Commands { get; }

    /// <summary>Which run may work on a task.</summary>
    public HoldRules Holds { get; }

    /// <summary>What happened to tasks.</summary>
    public EntryWriter Entries { get; }

    /// <summary>Takes turns of a provider (see <see cref="ILedger.TakeTurnsAsync"/>); gives the time until they begin.</summary>
    public TimeSpan TakeTurns(string provider, TimeSpan length, TimeSpan slack)
    {
        long now = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        object?[] values = [provider.ToUpperInvariant(), (long)length.TotalMicroseconds, (long)slack.TotalMicroseconds, now];
        return TimeSpan.FromMicroseconds(Commands.TakeTurns.Read(row => row.Number(0), values)[0]);
    }
}
