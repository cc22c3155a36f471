using System.Management.Automation;
using SoraPS.Core.Stages;

namespace SoraPS.Parameters;

/// <summary>
/// The row that PowerShell binds on this thread. A cell that cannot be bound never reaches the cmdlet, so the attribute that refuses it
/// names the row.
/// </summary>
internal static class BoundRow
{
    [ThreadStatic]
    private static (PSObject Row, int Number)? s_current;

    /// <summary>Binding of a row begins; null ends it.</summary>
    public static void Set(PSObject? row, int number) => s_current = row is null ? null : (row, number);

    /// <summary>The exception for a cell of the row, or for an argument of the command line.</summary>
    public static ArgumentTransformationMetadataException Refused(string what) =>
        new(s_current is var (row, number) ? $"{Title(row, number)}: {what}" : what);

    private static string Title(PSObject row, int number) =>
        RowTitle.Of(Cell(row, "Name"), Cell(row, "Prompt") ?? Cell(row, "Text"), number);

    private static string? Cell(PSObject row, string column) => row.Properties[column]?.Value?.ToString();
}
