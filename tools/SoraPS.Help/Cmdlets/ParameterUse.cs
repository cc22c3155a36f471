namespace SoraPS.Help.Cmdlets;

/// <summary>How a parameter is used in one parameter set.</summary>
/// <param name="IsMandatory">Whether it must be given.</param>
/// <param name="Position">Its place among values without names; null if it must be named.</param>
/// <param name="ByValue">Whether it takes the pipeline's objects.</param>
/// <param name="ByPropertyName">Whether it takes the property of its name from the pipeline's objects.</param>
internal sealed record ParameterUse(bool IsMandatory, int? Position, bool ByValue, bool ByPropertyName)
{
    /// <summary>PowerShell's name for the set of a parameter that belongs to all.</summary>
    public const string AnySet = "__AllParameterSets";

    /// <summary>Whether and how it takes pipeline input, in the words of Get-Help.</summary>
    public string PipelineInput => (ByValue, ByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
