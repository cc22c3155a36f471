using System.Management.Automation;

namespace SoraPS.Parameters;

/// <summary>Reads the yes and no of a CSV, which PowerShell would not take for a bool; an empty cell is null.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class YesNoAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Values.Unwrap(inputData) is not string text ? inputData : text.Trim().TrimStart('$').ToUpperInvariant() switch
        {
            "" => null,
            "TRUE" or "YES" or "1" or "ON" => true,
            "FALSE" or "NO" or "0" or "OFF" => false,
            _ => throw BoundRow.Refused($"'{text}' is neither true nor false."),
        };
}
