using System.Globalization;

namespace SoraPS.Emulator.Dialects.Shared;

/// <summary>An error before it is put in a dialect's shape.</summary>
internal sealed record Refusal(RefusalKind Kind, int Status, string Message)
{
    public string? Param { get; init; }

    /// <summary>The dialect's own code, or what else it says beside the message.</summary>
    public string? Code { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public RetryAfterForm RetryAfterForm { get; init; }

    /// <summary>The wait in words.</summary>
    public string? RetrySentence => RetryAfter is { } wait && RetryAfterForm != RetryAfterForm.None
        ? string.Create(CultureInfo.InvariantCulture, $"retry after {wait.TotalSeconds:0.###} seconds")
        : null;

    /// <summary>The message, with the wait where that is to be said in words only.</summary>
    public string Text => RetryAfterForm == RetryAfterForm.Sentence && RetrySentence is { } sentence
        ? $"{Message}, {sentence}"
        : Message;

    /// <summary>Gives the refusal as something to throw.</summary>
    public RefusalException ToException() => new(this);
}
