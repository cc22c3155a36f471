namespace SoraPS.Completion;

/// <summary>One value that Tab offers.</summary>
/// <param name="Text">The value, not yet quoted.</param>
/// <param name="ToolTip">What it is.</param>
internal sealed record CompletionCandidate(string Text, string ToolTip)
{
    /// <summary>How a menu shows it; the value itself where nothing else is said.</summary>
    public string Label { get; init; } = Text;
}
