using System.Data.Common;

namespace SoraPS.Core.Ledger.Database;

/// <summary>Reads columns of a row that another program may have written to: what makes no sense hides no task.</summary>
internal static class DataReaderExtensions
{
    private static readonly long s_first = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long s_last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>A text; empty if there is none.</summary>
    public static string Text(this DbDataReader row, int column) => row.TextOrNull(column) ?? "";

    /// <summary>A whole number; 0 if there is none.</summary>
    public static long Number(this DbDataReader row, int column) => row.NumberOrNull(column) ?? 0;

    /// <summary>A text, or null.</summary>
    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>A whole number, or null.</summary>
    public static long? NumberOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    /// <summary>A whole number, or null, also for one that an int cannot hold.</summary>
    public static int? IntOrNull(this DbDataReader row, int column) =>
        row.NumberOrNull(column) is { } number && number == (int)number ? (int)number : null;

    /// <summary>A time from milliseconds since 1970, or null, also for one that no calendar has.</summary>
    public static DateTimeOffset? TimeOrNull(this DbDataReader row, int column) =>
        row.NumberOrNull(column) is { } milliseconds && milliseconds >= s_first && milliseconds <= s_last
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
