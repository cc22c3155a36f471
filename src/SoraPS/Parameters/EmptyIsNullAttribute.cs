using System.Management.Automation;

namespace SoraPS.Parameters;

/// <summary>An empty cell of a CSV means 'not given', where PowerShell would make it 0 or an empty text.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EmptyIsNullAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Values.Unwrap(inputData) is string text && string.IsNullOrWhiteSpace(text) ? null : inputData;
}
