using System.Text.Json;
using SoraPS.Core.Connections;
using SoraPS.Core.Providers;

namespace SoraPS.Core.Http;

/// <summary>Makes the errors of one connection: the gateway's own words and request id, and what to do.</summary>
internal readonly struct GatewayErrors(Connection connection)
{
    private const int MaxWords = 600;

    /// <summary>The key; null if there is none, or one so short that it is part of ordinary words.</summary>
    public string? Secret => connection.FindKey()?.Reveal() is { Length: > 3 } key ? key : null;

    /// <summary>The error in an answer; null if it is none.</summary>
    public GatewayError? Read(GatewayAnswer answer)
    {
        if (answer.Status is >= 300 and < 400)
        {
            return new GatewayError(SoraErrorKind.InvalidRequest, "The gateway answers with a redirect; its base address may be wrong.")
            {
                SurelyNotTaken = answer.Status is not (302 or 303),
            };
        }

        if (answer.Status == 407)
        {
            return new GatewayError(SoraErrorKind.GatewayUnavailable, RequestFailures.WantsCredentials)
            {
                SurelyNotTaken = true,
            };
        }

        if (answer.IsSuccess && answer.Json.ValueKind is JsonValueKind.Undefined)
        {
            if (answer.IsCutOff)
            {
                return new GatewayError(SoraErrorKind.GatewayUnavailable, "The answer broke off.");
            }

            string what = answer.IsTooLarge ? $"The answer is larger than {CappedBody.MaxBytes >> 20} MiB."
                : answer.Text.Length == 0 ? "The answer is empty." : $"The answer is not JSON: {Cut(answer.Text, 120)}";
            return new GatewayError(SoraErrorKind.InvalidResponse, what);
        }

        try
        {
            return connection.Dialect.ReadError(answer)
                ?? (answer.IsSuccess ? null : new GatewayError(ErrorWords.Classify(answer.Status, answer.Text), Cut(answer.Text, 200)));
        }
        catch (Exception exception) when (exception is not SoraException)
        {
            return NotRead(exception) with { Kind = ErrorWords.FromStatus(answer.Status) };
        }
    }

    /// <summary>What a dialect reads in an answer; whatever its reader throws means that the answer is wrong.</summary>
    /// <exception cref="SoraException">InvalidResponse.</exception>
    public T Understand<T>(Func<GatewayAnswer, T> read, GatewayAnswer answer)
    {
        try
        {
            return read(answer);
        }
        catch (Exception exception) when (exception is not SoraException)
        {
            throw From(NotRead(exception), answer);
        }
    }

    /// <summary>The exception for an error answer.</summary>
    /// <param name="error">What the dialect reads in it.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="kind">What it means for the request; null for what it means by itself.</param>
    /// <param name="what">Sentences to begin with.</param>
    /// <param name="taskId">The task that it names although it is an error, or null.</param>
    public SoraException From(
        GatewayError error, GatewayAnswer answer, SoraErrorKind? kind = null, string? what = null, string? taskId = null)
    {
        string? id = error.RequestId ?? answer.RequestId;
        string message = $"{connection.Name}: {what}{Cut(Scrub(error.Message), MaxWords).TrimEnd('.')}."
            + (error.Hint is null ? "" : $" Hint of the gateway: {Cut(Scrub(error.Hint), MaxWords).TrimEnd('.')}.")
            + $" (HTTP {answer.Status}{(error.Code is null || error.Code == $"{answer.Status}" ? "" : $", code {Scrub(error.Code)}")}"
            + $"{(id is null ? "" : $", request id {id}")})";
        return new SoraException(kind ?? error.Kind, message)
        {
            GatewayCode = error.Code,
            GatewayRequestId = id,
            HttpStatus = answer.Status,
            RetryAfter = answer.RetryAfter,
            TaskId = taskId,
            GatewayAnswer = (kind ?? error.Kind) is SoraErrorKind.SubmissionUnknown ? Scrub(answer.Text) : null,
            RecommendedAction = taskId is null ? Advice(kind ?? error.Kind) : FollowAdvice(taskId),
        };
    }

    /// <summary>The exception for a gateway that cannot be reached.</summary>
    public SoraException Unavailable(string what, Exception? inner = null) =>
        new(SoraErrorKind.GatewayUnavailable, $"{connection.Name}: {what}", inner)
        {
            RecommendedAction = Advice(SoraErrorKind.GatewayUnavailable),
        };

    /// <summary>Takes the key out of a text: some gateways repeat it in their error messages.</summary>
    public string Scrub(string text) => Secrets.Without(text, Secret);

    /// <summary>What to do about a kind of failure.</summary>
    public string Advice(SoraErrorKind kind) => kind switch
    {
        SoraErrorKind.AuthenticationFailed =>
            $"Check the key of {connection.Name} (source: {connection.KeySource}, variable {connection.KeyVariable}) with Test-SoraProvider.",
        SoraErrorKind.PermissionDenied => "Check in the gateway's console what the key may do.",
        SoraErrorKind.QuotaExceeded => $"Top up the account at {connection.Name}, then run the same line again.",
        SoraErrorKind.RateLimited => "Lower -ThrottleLimit or set Set-SoraProvider -RequestsPerMinute, and run the same line again later.",
        SoraErrorKind.InvalidRequest => "Correct the row; Get-SoraModel shows what is allowed.",
        SoraErrorKind.ContentRejected => "Change the prompt or the image; the same request will be refused again.",
        SoraErrorKind.ModelUnavailable =>
            "The model or API may be retired (OpenAI's own ended on 2026-09-24). Choose another with -Model; see Get-SoraModel -Online.",
        SoraErrorKind.TaskNotFound => "Check the id and the provider; gateways forget old tasks.",
        SoraErrorKind.TaskExpired => "The gateway no longer keeps the result. Save videos soon after they are made.",
        SoraErrorKind.SubmissionUnknown =>
            $"Look in the console of {connection.Name} whether a task was made. It may have been charged, so it is not sent again by itself.",
        SoraErrorKind.GatewayUnavailable => "The task can be waited for again with the same command once the gateway answers.",
        SoraErrorKind.InvalidResponse => "Try again; if it stays, check the provider's base address with Get-SoraProvider.",
        _ => "See the gateway's message.",
    };

    private string FollowAdvice(string taskId) =>
        $"The task may have been charged, and is not sent again by itself. Run the same line again, or ask about it: "
        + $"Wait-SoraTask -Id '{taskId}' -Provider {connection.Name} | Save-SoraVideo";

    // Only the kind of exception: its text may quote the answer, and with it the key.
    private static GatewayError NotRead(Exception exception) =>
        new(SoraErrorKind.InvalidResponse, $"The answer could not be read ({exception.GetType().Name})");

    private static string Cut(string text, int length)
    {
        string line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= length ? line : line[..length] + "…";
    }
}
