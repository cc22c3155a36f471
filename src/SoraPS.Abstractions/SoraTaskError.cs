namespace SoraPS;

/// <summary>Why a task has no video.</summary>
/// <param name="Code">The gateway's error code; null if it gave none.</param>
/// <param name="Message">The gateway's error message.</param>
/// <param name="Kind">The kind of failure, as used in error ids.</param>
public sealed record SoraTaskError(string? Code, string Message, SoraErrorKind Kind)
{
    /// <inheritdoc/>
    public override string ToString() => Code is null ? Message : $"{Code}: {Message}";
}
