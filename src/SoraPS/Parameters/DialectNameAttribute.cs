using System.Management.Automation;
using SoraPS.Core.Dialects;

namespace SoraPS.Parameters;

/// <summary>
/// Lets only names of dialects pass. A ValidateSet would be a second list of them, and leave Tab without tooltips.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DialectNameAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (DialectCatalog.Find($"{arguments}") is null)
        {
            string names = string.Join(", ", DialectCatalog.All.Select(one => one.Name));
            throw new ValidationMetadataException($"There is no dialect '{arguments}'. There are: {names}.");
        }
    }
}
