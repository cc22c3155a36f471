using System.Data.Common;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Owners;

namespace SoraPS.Core.Ledger.Store;

/// <summary>Whose a task is.</summary>
/// <param name="Seq">The task.</param>
/// <param name="Run">The run that took it last, which may have ended; null for none.</param>
/// <param name="Epoch">How often it has changed hands.</param>
/// <param name="Holder">Whose run that is, as long as the database takes it for live; else null.</param>
internal sealed record HeldTask(long Seq, string? Run, long Epoch, LedgerOwner? Holder)
{
    /// <summary>How many columns <see cref="Read"/> reads.</summary>
    public const int Count = 4;

    /// <summary>The columns of <see cref="Read"/>.</summary>
    public static string Columns(LedgerDatabase database) =>
        $"seq, run, epoch, (SELECT runs.owner FROM runs WHERE runs.run = tasks.run AND {database.IsLive("runs.owner")})";

    /// <summary>Reads one from its columns.</summary>
    public static HeldTask Read(DbDataReader row, int first) => new(
        row.Number(first), row.TextOrNull(first + 1), row.Number(first + 2), LedgerOwner.Parse(row.TextOrNull(first + 3)));
}
