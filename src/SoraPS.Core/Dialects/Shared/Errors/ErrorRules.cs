namespace SoraPS.Core.Dialects.Shared.Errors;

/// <summary>
/// What the errors of one gateway mean: by its own codes first, then by the words that gateways share, then by the HTTP status.
/// </summary>
public sealed class ErrorRules
{
    /// <summary>What is told of a task that failed without a reason.</summary>
    public const string NoReason = "The gateway gave no reason.";

    /// <summary>The gateway's own codes, in any case, whose meaning does not follow from their words.</summary>
    public IReadOnlyDictionary<string, SoraErrorKind> Codes { get; init; } = new Dictionary<string, SoraErrorKind>();

    /// <summary>
    /// Codes by which the gateway documents that no task was made: a 5xx with one of them frees the row of a create request.
    /// </summary>
    public IReadOnlyList<string> RejectionCodes { get; init; } = [];

    /// <summary>The same by words in the sentence, in any case, where the gateway has no code for it.</summary>
    public IReadOnlyList<string> RejectionWords { get; init; } = [];

    /// <summary>The error of a request.</summary>
    /// <param name="status">The HTTP status that counts (<see cref="GatewayAnswer.StatusBy"/>).</param>
    /// <param name="message">The gateway's own sentence.</param>
    /// <param name="code">The gateway's code; null if it gave none.</param>
    /// <param name="type">Another word for the sort of error; null if it gave none.</param>
    public GatewayError Error(int status, string message, string? code = null, string? type = null) =>
        new(KindOf(code, type, message) ?? ErrorWords.FromStatus(status), message)
        {
            Code = code,
            Status = status,
            DefinitelyRejected = (code is not null && RejectionCodes.Contains(code))
                || RejectionWords.Any(words => message.Contains(words, StringComparison.OrdinalIgnoreCase)),
        };

    /// <summary>The error of a task that ended without a video.</summary>
    /// <param name="code">The gateway's code; null if it gave none.</param>
    /// <param name="message">The gateway's own sentence; null if it gave none.</param>
    /// <param name="type">Another word for the sort of error; null if it gave none.</param>
    public SoraTaskError Failure(string? code, string? message, string? type = null) => new(
        code, message ?? code ?? NoReason, KindOf(code, type, message) ?? SoraErrorKind.TaskFailed);

    private SoraErrorKind? KindOf(string? code, string? type, string? message) =>
        code is not null && Codes.TryGetValue(code, out SoraErrorKind kind) ? kind : ErrorWords.FromText(code, type, message);
}
