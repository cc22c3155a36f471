using System.Globalization;
using System.Management.Automation;

namespace SoraPS.Parameters;

/// <summary>Takes a plain number as seconds, where PowerShell would make it ticks.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecondsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? plain = Values.Unwrap(inputData);
        return plain is not (TimeSpan or null)
            && double.TryParse(
                Convert.ToString(plain, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            ? TimeSpan.FromSeconds(seconds)
            : inputData;
    }
}
