using System.Management.Automation;

namespace SoraPS.Parameters.Tasks;

/// <summary>Takes ids as texts, and of an object its Id: PowerShell would make the id '@{...}' of an object without one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IdTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Values.Unwrap(inputData) is object[] items ? Array.ConvertAll(items, IdOf) : new[] { IdOf(inputData) };

    private static string IdOf(object item) =>
        Values.Unwrap(item) as string ?? PSObject.AsPSObject(item).Properties["Id"]?.Value as string
        ?? throw new ArgumentTransformationMetadataException("It is neither an id nor an object that has one.");
}
