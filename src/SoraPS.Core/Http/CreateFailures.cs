using SoraPS.Core.Providers;

namespace SoraPS.Core.Http;

/// <summary>Tells a create request that was refused from one that may have made a task (design, section 4, rule 2).</summary>
internal static class CreateFailures
{
    /// <summary>Throws for an error answer; null if the answer is none.</summary>
    public static GatewayResult? Check(Attempt attempt, GatewayErrors errors)
    {
        if (attempt is not { Error: { } error, Answer: { } answer })
        {
            return null;
        }

        if (MayHaveBeenTaken(attempt, error))
        {
            throw errors.From(error, answer, SoraErrorKind.SubmissionUnknown, "No usable answer to the create request. ");
        }

        // On create there is no task yet: 'not found' is about the model or the whole API.
        throw errors.From(error, answer, error.Kind is SoraErrorKind.TaskNotFound ? SoraErrorKind.ModelUnavailable : error.Kind);
    }

    /// <summary>The exception for a create request without an answer.</summary>
    public static SoraException NoAnswer(Exception exception, GatewayMessage message, GatewayErrors errors)
    {
        string why = RequestFailures.Describe(exception, message.Uri);
        Exception? cause = RequestFailures.Cause(exception);
        return !message.IsInFlight
            ? new SoraException(SoraErrorKind.GatewayUnavailable, $"{errors.Unavailable(why).Message} Nothing was sent.", cause)
            {
                RecommendedAction = "Check the network, the proxy and the provider's base address, then run the same line again.",
            }
            : Unknown($"{errors.Unavailable(why).Message} A task may have been made.", errors, cause);
    }

    /// <summary>The exception for a successful answer that names no task.</summary>
    public static SoraException NotUnderstood(GatewayAnswer answer, GatewayErrors errors) => errors.From(
        new GatewayError(SoraErrorKind.SubmissionUnknown, "The gateway took the request, but its answer names no task"), answer);

    private static SoraException Unknown(string message, GatewayErrors errors, Exception? inner) =>
        new(SoraErrorKind.SubmissionUnknown, message, inner) { RecommendedAction = errors.Advice(SoraErrorKind.SubmissionUnknown) };

    private static bool MayHaveBeenTaken(Attempt attempt, GatewayError error) =>
        !error.SurelyNotTaken
        && !(attempt.Answer.Status == 503 && attempt.RetryAfter is not null)
        && (attempt.Answer.Status is >= 500 or 408 || error.Kind is SoraErrorKind.GatewayUnavailable or SoraErrorKind.InvalidResponse);
}
