using System.Management.Automation;

namespace SoraPS.Parameters;

/// <summary>
/// Reads the address in a cell of a CSV; an empty cell is null. PowerShell would leave out without a word what is none.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AddressAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        string? text = Values.Unwrap(inputData)?.ToString();
        return string.IsNullOrWhiteSpace(text) ? null
            : Uri.TryCreate(text, UriKind.Absolute, out Uri? address) ? address
            : throw BoundRow.Refused($"'{text}' is not an address that begins with https://.");
    }
}
