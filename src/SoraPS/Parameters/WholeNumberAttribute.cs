using System.Globalization;
using System.Management.Automation;

namespace SoraPS.Parameters;

/// <summary>
/// Reads the whole number in a cell of a CSV; an empty cell is null. PowerShell would round 4.5, and leave out without a word what is no
/// number at all: the row would be paid for with the gateway's default.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WholeNumberAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        string? text = Convert.ToString(Values.Unwrap(inputData), CultureInfo.InvariantCulture);
        return string.IsNullOrWhiteSpace(text) ? null
            : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
                && number == decimal.Truncate(number) && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw BoundRow.Refused($"'{text}' is not a whole number.");
    }
}
