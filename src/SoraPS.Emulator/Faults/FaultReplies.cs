using System.Globalization;
using System.Text;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Http;

namespace SoraPS.Emulator.Faults;

/// <summary>The answers that faults give in a dialect's shape.</summary>
internal sealed class FaultReplies(EmulatorOptions options)
{
    private static readonly TimeSpan s_defaultWait = TimeSpan.FromSeconds(1);

    public static Refusal WithWait(Refusal refusal, TimeSpan wait) => refusal with { RetryAfter = wait };

    /// <summary>The answer of a fault that strikes before anything is done.</summary>
    public HttpReply? Before(EmulatedDialect dialect, Route route, HttpRequest request, FaultSet set) => set.Answer?.Kind switch
    {
        EmulatorFaultKind.RateLimited =>
            Refuse(dialect, route, request, Worded(dialect.Refuse(RefusalKind.RateLimited), set.Answer)),
        EmulatorFaultKind.ErrorBefore => ServerError(dialect, route, request, set.Answer),
        EmulatorFaultKind.Reset => HttpReply.Broken(Disconnect.Reset),
        EmulatorFaultKind.NotFound =>
            Refuse(dialect, route, request, dialect.Refuse(RefusalKind.TaskNotFound, route.Id)),
        _ => null,
    };

    /// <summary>The answer of a fault that strikes when all is done but the answer.</summary>
    public HttpReply? After(EmulatedDialect dialect, Route route, HttpRequest request, FaultSet set) => set.Answer?.Kind switch
    {
        EmulatorFaultKind.ErrorAfter => ServerError(dialect, route, request, set.Answer),
        EmulatorFaultKind.LostReply => HttpReply.Broken(Disconnect.Close),
        EmulatorFaultKind.NotJson or EmulatorFaultKind.HtmlDownload => HttpReply.Html(200, "Please sign in"),
        EmulatorFaultKind.EmptyBody => HttpReply.Bytes(200, "application/json", default),
        _ => null,
    };

    /// <summary>The answer of a fault in a request that makes nothing, where before and after are the same.</summary>
    public HttpReply? Of(EmulatedDialect dialect, Route route, HttpRequest request, FaultSet set) =>
        Before(dialect, route, request, set) ?? After(dialect, route, request, set);

    /// <summary>A refusal with its wait, in the form asked for.</summary>
    public HttpReply Refuse(EmulatedDialect dialect, Route? route, HttpRequest request, Refusal refusal)
    {
        HttpReply reply = HttpReply.Json(dialect.HttpStatusOf(refusal), dialect.ErrorBody(refusal, route, request));
        return WithWaitHeader(reply, refusal.RetryAfter, refusal.RetryAfterForm);
    }

    /// <summary>The same for an origin that speaks no dialect.</summary>
    public HttpReply Plain(EmulatorFault fault)
    {
        int status = fault.StatusOr(fault.Kind == EmulatorFaultKind.RateLimited ? 429 : 502);
        HttpReply reply = status switch
        {
            400 => StoreError(status, "ExpiredToken", "The provided token has expired."),
            403 => StoreError(status, "AccessDenied", "Access Denied"),
            404 => StoreError(status, "NoSuchKey", "The specified key does not exist."),
            _ => HttpReply.Html(status, "Error"),
        };
        return WithWaitHeader(reply, Wait(fault), fault.RetryAfterForm);
    }

    private HttpReply ServerError(EmulatedDialect dialect, Route route, HttpRequest request, EmulatorFault fault) =>
        Refuse(dialect, route, request, Worded(dialect.Error(fault.StatusOr(502)), fault));

    private static HttpReply StoreError(int status, string code, string message) =>
        HttpReply.Bytes(status, "application/xml", Encoding.UTF8.GetBytes(
            $"""<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>"""));

    private static Refusal Worded(Refusal refusal, EmulatorFault fault) => refusal with
    {
        Status = fault.StatusOr(refusal.Status),
        RetryAfter = Wait(fault),
        RetryAfterForm = fault.RetryAfterForm,
    };

    private static TimeSpan? Wait(EmulatorFault fault) =>
        fault.RetryAfter ?? (fault.Kind == EmulatorFaultKind.RateLimited ? s_defaultWait : null);

    private HttpReply WithWaitHeader(HttpReply reply, TimeSpan? wait, RetryAfterForm form) => (wait, form) switch
    {
        ({ } time, RetryAfterForm.Seconds) => reply.With("Retry-After", Number(Math.Ceiling(time.TotalSeconds))),
        ({ } time, RetryAfterForm.HttpDate) => reply.With("Retry-After",
            (options.TimeProvider.GetUtcNow() + time).ToString("R", CultureInfo.InvariantCulture)),
        ({ } time, RetryAfterForm.Milliseconds) => reply.With("retry-after-ms", Number(time.TotalMilliseconds)),
        _ => reply,
    };

    private static string Number(double value) => value.ToString("0", CultureInfo.InvariantCulture);
}
