using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using SoraPS.Core.Connections;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Dialects.Shared.Errors;
using SoraPS.Core.Http;
using SoraPS.Core.Text;

namespace SoraPS.Core.Gateways;

/// <summary>Makes the errors of one connection: the gateway's own words and request id, and what to do.</summary>
/// <param name="connection">The connection.</param>
/// <param name="secrets">The keys that an answer may repeat.</param>
internal readonly struct GatewayErrors(Connection connection, Secrets secrets)
{
    /// <summary>The error in an answer; null if it is none.</summary>
    public GatewayError? Read(GatewayAnswer answer)
    {
        if (answer.Status is >= 300 and < 400)
        {
            return new GatewayError(SoraErrorKind.InvalidRequest, "The gateway answers with a redirect; its base address may be wrong.")
            {
                DefinitelyRejected = answer.Status is not (302 or 303),
            };
        }

        if (answer.Status == 407)
        {
            return new GatewayError(SoraErrorKind.GatewayUnavailable, RequestFailures.WantsCredentials)
            {
                DefinitelyRejected = true,
            };
        }

        if (answer.IsSuccess && answer.Json.ValueKind is JsonValueKind.Undefined)
        {
            if (answer.IsCutOff)
            {
                return new GatewayError(SoraErrorKind.GatewayUnavailable, "The answer broke off.");
            }

            string what = answer.IsTooLarge ? $"The answer is larger than {CappedContent.MaxBytes >> 20} MiB."
                : answer.Text.Length == 0 ? "The answer is empty." : $"The answer is not JSON: {Line(answer.Text, 120)}";
            return new GatewayError(SoraErrorKind.InvalidResponse, what);
        }

        try
        {
            return connection.Dialect.ReadError(answer)
                ?? (answer.IsSuccess ? null : new GatewayError(ErrorWords.Classify(answer.Status, answer.Text), Line(answer.Text, 200)));
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
        string? id = Word(error.RequestId) ?? answer.RequestId;
        string? code = Word(error.Code);
        string message = $"{connection.Name}: {what}{Sentence(error.Message).TrimEnd('.')}."
            + (error.Hint is null ? "" : $" Hint of the gateway: {Sentence(error.Hint).TrimEnd('.')}.")
            + $" (HTTP {answer.Status}{(code is null || code == $"{answer.Status}" ? "" : $", code {code}")}"
            + $"{(id is null ? "" : $", request id {id}")})";
        return new SoraException(kind ?? error.Kind, message)
        {
            GatewayCode = code,
            GatewayRequestId = id,
            HttpStatus = answer.Status,
            RetryAfter = answer.RetryAfter,
            TaskId = taskId,
            GatewayAnswer = (kind ?? error.Kind) is SoraErrorKind.SubmissionUnknown ? Scrub(answer.Text) : null,
            RecommendedAction = taskId is null ? Advice(kind ?? error.Kind) : FollowAdvice(taskId),
        };
    }

    /// <summary>The exception for a gateway that cannot be reached.</summary>
    /// <param name="what">What happened, in a sentence.</param>
    /// <param name="inner">The cause, or null.</param>
    /// <param name="advice">What to do; null for what is usual.</param>
    public SoraException Unavailable(string what, Exception? inner = null, string? advice = null) =>
        new(SoraErrorKind.GatewayUnavailable, $"{connection.Name}: {Sentence(what)}", inner)
        {
            RecommendedAction = advice ?? Advice(SoraErrorKind.GatewayUnavailable),
        };

    /// <summary>A body, or another text of several lines, as it may be shown or stored.</summary>
    public string Scrub(string text) => ForeignText.Clean(text, secrets);

    /// <summary>A code, a state or another word as it may be shown or stored; null for none.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public string? Word(string? text) => text is null ? null : Line(text, ForeignText.Word);

    /// <summary>Whether a text is an id that can be shown and stored as it is.</summary>
    public bool IsId([NotNullWhen(true)] string? text) => ForeignText.IsId(text) && !secrets.AreWhollyIn(text!);

    /// <summary>
    /// What a report tells, fit to be shown and stored. The id is left as it is, since the gateway is asked by it; one that cannot
    /// be shown is none. Links are left, too, unless the whole key is in them.
    /// </summary>
    public TaskReport Clean(TaskReport report) => report with
    {
        Id = IsId(report.Id) ? report.Id : null,
        RawState = Word(report.RawState),
        Resolution = Word(report.Resolution),
        Currency = Word(report.Currency),
        Model = Word(report.Model),
        Prompt = report.Prompt is null ? null : Scrub(report.Prompt),
        Error = report.Error is { } error ? error with { Code = Word(error.Code), Message = Sentence(error.Message) } : null,
        VideoUri = Clean(report.VideoUri),
        ThumbnailUri = Clean(report.ThumbnailUri),
        GatewayData = Clean(report.GatewayData),
    };

    /// <summary>What to do about a kind of failure.</summary>
    public string Advice(SoraErrorKind kind) => kind switch
    {
        SoraErrorKind.AuthenticationFailed =>
            $"Correct the key of {connection.Name} (source: {connection.KeySource}, variable {connection.KeyVariable}) in the gateway's "
            + "console or with Set-SoraProvider.",
        SoraErrorKind.PermissionDenied => "Check in the gateway's console what the key may do.",
        SoraErrorKind.QuotaExceeded => $"Top up the account at {connection.Name}, then run the same command again.",
        SoraErrorKind.RateLimited =>
            "Lower -ThrottleLimit or set a limit with Set-SoraProvider -RequestsPerMinute, then run the same command again later.",
        SoraErrorKind.InvalidRequest => "Correct the row; Get-SoraModel shows what is allowed.",
        SoraErrorKind.ContentRejected => "Change the prompt or the image; the same request will be refused again.",
        SoraErrorKind.ModelUnavailable =>
            "The model or API may be retired (OpenAI's own ended on 2026-09-24). Choose another with -Model; see Get-SoraModel -Online.",
        SoraErrorKind.TaskNotFound => "Check the id and the provider; gateways forget old tasks.",
        SoraErrorKind.TaskExpired => "The gateway no longer keeps the result. Save videos soon after they are made.",
        SoraErrorKind.SubmissionUnknown =>
            $"Look in the console of {connection.Name} to see whether a task was made. "
            + "It may have been charged, so it is not resent automatically.",
        SoraErrorKind.GatewayUnavailable => "Nothing is lost: run the same command again once the gateway answers.",
        SoraErrorKind.InvalidResponse => "Try again. If the error persists, check the provider's base address with Get-SoraProvider.",
        _ => "See the gateway's message.",
    };

    private string FollowAdvice(string taskId) =>
        $"The task may have been charged and is not resent automatically. Run the same command again, or ask about the task: "
        + $"Wait-SoraTask -Id {ForeignText.Quoted(taskId)} -Provider {connection.Name} | Save-SoraVideo";

    // Only the kind of exception: its text may quote the answer, and with it the key.
    private static GatewayError NotRead(Exception exception) =>
        new(SoraErrorKind.InvalidResponse, $"The answer could not be read ({exception.GetType().Name})");

    private Uri? Clean(Uri? link)
    {
        string? text = link?.OriginalString;
        text = text is null || ForeignText.IsPrintable(text) ? text : link!.AbsoluteUri;
        text = text is null || !secrets.AreWhollyIn(text) ? text : secrets.Without(text);
        return text == link?.OriginalString ? link : Uri.TryCreate(text, UriKind.Absolute, out Uri? clean) ? clean : null;
    }

    private SoraGatewayData? Clean(SoraGatewayData? data)
    {
        if (data is null)
        {
            return null;
        }

        Dictionary<string, object>? clean = null;
        foreach ((string name, object value) in data)
        {
            // Also a number may be the key.
            string text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
            string line = Sentence(text);
            if (line != text)
            {
                (clean ??= new(data))[name] = line;
            }
        }

        return clean is null ? data : new(clean);
    }

    private string Sentence(string text) => Line(text, ForeignText.Sentence);

    private string Line(string text, int most) => ForeignText.Line(text, most, secrets);
}
