using System.Data.Common;
using SoraPS.Core.Ledger.Database;

namespace SoraPS.Core.Ledger.Store;

/// <summary>Whose a task is.</summary>
/// <param name="Seq">The task.</param>
/// <param name="Run">The run that took it last, which may have ended; null for none.</param>
/// <param name="Epoch">How often it has changed hands.</param>
internal sealed record HeldTask(long Seq, string? Run, long Epoch)
{
    /// <summary>Reads one from three columns.</summary>
    public static HeldTask Read(DbDataReader row, int first) =>
        new(row.Number(first), row.TextOrNull(first + 1), row.Number(first + 2));
}
