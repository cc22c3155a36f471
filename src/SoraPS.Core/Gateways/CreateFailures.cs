using SoraPS.Core.Connections;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Http;

namespace SoraPS.Core.Gateways;

/// <summary>Tells a create request that was refused from one that may have made a task.</summary>
internal static class CreateFailures
{
    private const string NoUsableAnswer = "No usable answer to the create request. ";

    /// <summary>Throws for an error answer.</summary>
    public static void Check(Attempt attempt, GatewayErrors errors)
    {
        if (attempt is not { Error: { } error, Answer: { } answer })
        {
            return;
        }

        if (attempt.TaskId is { } id)
        {
            throw errors.From(error, answer, SoraErrorKind.SubmissionUnknown, NoUsableAnswer + Names(id), id);
        }

        if (MayHaveBeenTaken(attempt))
        {
            throw errors.From(error, answer, SoraErrorKind.SubmissionUnknown, NoUsableAnswer);
        }

        // On create there is no task yet: 'not found' is about the model or the whole API.
        throw errors.From(error, answer, error.Kind is SoraErrorKind.TaskNotFound ? SoraErrorKind.ModelUnavailable : error.Kind);
    }

    /// <summary>
    /// The task that an error answer to a create request names all the same; null if it names none. A clear refusal may have an
    /// 'id' of its own, so there only a name counts that tasks alone have, or a task's state beside it.
    /// </summary>
    public static string? TaskIn(GatewayAnswer answer, GatewayError error, Dialect dialect, GatewayErrors errors)
    {
        if (answer.NamedId is not { } named)
        {
            return null;
        }

        TaskReport? report = ReportIn(answer, dialect);
        bool isTask = named.Name != "id" || report is
        {
            RawState: not null, IsUnknownWord: false, State: SoraTaskState.Queued or SoraTaskState.Running or SoraTaskState.Succeeded,
        };
        string id = errors.IsId(report?.Id) ? report.Id : named.Value;
        return errors.IsId(id) && (isTask || !IsRefusal(answer, error)) ? id : null;
    }

    /// <summary>
    /// Whether a task may have been made although the answer is an error. 302 and 303 answer a request that was worked on: its
    /// result is elsewhere.
    /// </summary>
    public static bool MayHaveBeenTaken(Attempt attempt) =>
        attempt.Error is { DefinitelyRejected: false } error
        && attempt.Answer is not { Status: 503, RetryAfter: not null }
        && (Status(attempt.Answer, error) is >= 500 or 408 or 302 or 303
            || error.Kind is SoraErrorKind.GatewayUnavailable or SoraErrorKind.InvalidResponse);

    /// <summary>What an answer to a create request tells about the task; null if it cannot be read.</summary>
    public static TaskReport? ReportIn(GatewayAnswer answer, Dialect dialect)
    {
        try
        {
            return dialect.ReadCreate(answer);
        }
        catch (Exception exception) when (exception is not SoraException)
        {
            // The answer itself is told and kept, whatever is wrong with it.
            return null;
        }
    }

    /// <summary>The exception for a row of which no request can be made.</summary>
    public static SoraException NotComposed(Exception cause, Connection connection) => new(
        SoraErrorKind.InvalidRequest,
        $"{connection.Name}: the row cannot be turned into a request: {cause.Message.TrimEnd('.')}. Nothing was sent.",
        cause)
    {
        RecommendedAction = "Correct the row; what JSON cannot hold is most often in -AdditionalBody.",
    };

    /// <summary>The exception for a create request without an answer.</summary>
    public static SoraException NoAnswer(Exception exception, GatewayMessage message, GatewayErrors errors)
    {
        string why = RequestFailures.Describe(exception, message.Uri);
        Exception? cause = RequestFailures.Cause(exception);
        return !message.IsInFlight
            ? new SoraException(SoraErrorKind.GatewayUnavailable, $"{errors.Unavailable(why).Message} Nothing was sent.", cause)
            {
                RecommendedAction = RequestFailures.ConnectAdvice(exception),
            }
            : Unknown($"{errors.Unavailable(why).Message} A task may have been made.", errors, cause);
    }

    /// <summary>The exception for a successful answer in which no task can be read.</summary>
    public static SoraException NotUnderstood(GatewayAnswer answer, GatewayErrors errors) =>
        answer.NamedId?.Value is { } id && errors.IsId(id)
        ? errors.From(
            new GatewayError(SoraErrorKind.SubmissionUnknown, "The rest of its answer cannot be understood"),
            answer,
            what: "The gateway accepted the request. " + Names(id),
            taskId: id)
        : errors.From(
            new GatewayError(SoraErrorKind.SubmissionUnknown, "The gateway accepted the request, but its answer does not name a task"),
            answer);

    private static string Names(string id) => $"It names the task {id}. ";

    private static SoraException Unknown(string message, GatewayErrors errors, Exception? inner) =>
        new(SoraErrorKind.SubmissionUnknown, message, inner) { RecommendedAction = errors.Advice(SoraErrorKind.SubmissionUnknown) };

    private static bool IsRefusal(GatewayAnswer answer, GatewayError error) =>
        Status(answer, error) is >= 400 and < 500 and not 408 || (error.DefinitelyRejected && answer.Status is < 300 or >= 400);

    private static int Status(GatewayAnswer answer, GatewayError error) => error.Status ?? answer.Status;
}
