using System.Management.Automation;

namespace SoraPS.Parameters.Tasks;

/// <summary>Takes ids as texts, and of an object its Id: PowerShell would make the id '@{...}' of an object without one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IdTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Values.Unwrap(inputData) is object[] items ? Array.ConvertAll(items, IdOf) : new[] { IdOf(inputData) };

    /// <summary>Whether only texts are taken, for a parameter beside one that takes tasks.</summary>
    public bool OnlyTexts { get; set; }

    private string IdOf(object item) =>
        Values.Unwrap(item) as string ?? (OnlyTexts ? null : PSObject.AsPSObject(item).Properties["Id"]?.Value as string)
        ?? throw NoId("It is neither an id nor an object that has one.");

    // With this cause PowerShell goes on to try the other parameters.
    private static ArgumentTransformationMetadataException NoId(string message) => new(message, new PSInvalidCastException(message));
}
