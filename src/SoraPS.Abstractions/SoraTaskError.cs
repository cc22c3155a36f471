namespace SoraPS;

/// <summary>Why a task has no video.</summary>
/// <param name="Code">The gateway's code, or null where it gave none.</param>
/// <param name="Message">The gateway's own sentence.</param>
/// <param name="Kind">What it means, in the words of the error ids.</param>
public sealed record SoraTaskError(string? Code, string Message, SoraErrorKind Kind)
{
    /// <inheritdoc/>
    public override string ToString() => Code is null ? Message : $"{Code}: {Message}";
}
