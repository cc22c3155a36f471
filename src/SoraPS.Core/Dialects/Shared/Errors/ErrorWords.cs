namespace SoraPS.Core.Dialects.Shared.Errors;

/// <summary>What an HTTP status, a code or a sentence means where a gateway does not say it more exactly.</summary>
public static class ErrorWords
{
    private static readonly (string Part, SoraErrorKind Kind)[] s_parts =
    [
        ("insufficient balance", SoraErrorKind.QuotaExceeded),
        ("insufficient_balance", SoraErrorKind.QuotaExceeded),
        ("insufficient quota", SoraErrorKind.QuotaExceeded),
        ("insufficient_quota", SoraErrorKind.QuotaExceeded),
        ("insufficient credit", SoraErrorKind.QuotaExceeded),
        ("insufficient_credit", SoraErrorKind.QuotaExceeded),
        ("out of credit", SoraErrorKind.QuotaExceeded),
        ("run out of credits", SoraErrorKind.QuotaExceeded),
        ("quota_exceeded", SoraErrorKind.QuotaExceeded),
        ("model not found", SoraErrorKind.ModelUnavailable),
        ("model_not_found", SoraErrorKind.ModelUnavailable),
        ("model is deprecated", SoraErrorKind.ModelUnavailable),
        ("model_unavailable", SoraErrorKind.ModelUnavailable),
        ("api deployment", SoraErrorKind.ModelUnavailable),
        ("no longer available", SoraErrorKind.ModelUnavailable),
        ("interface is temporarily paused", SoraErrorKind.ModelUnavailable),
        ("content_policy", SoraErrorKind.ContentRejected),
        ("content policy", SoraErrorKind.ContentRejected),
        ("content_violation", SoraErrorKind.ContentRejected),
        ("content violates", SoraErrorKind.ContentRejected),
        ("moderation", SoraErrorKind.ContentRejected),
        ("nsfw", SoraErrorKind.ContentRejected),
        ("sensitivecontent", SoraErrorKind.ContentRejected),
        ("safety", SoraErrorKind.ContentRejected),
    ];

    /// <summary>What a code or sentence says by its words; null if nothing telling stands in it.</summary>
    public static SoraErrorKind? FromText(params string?[] texts)
    {
        foreach ((string part, SoraErrorKind kind) in s_parts)
        {
            if (texts.Any(text => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true))
            {
                return kind;
            }
        }

        return null;
    }

    /// <summary>What an HTTP status means by itself.</summary>
    public static SoraErrorKind FromStatus(int status) => status switch
    {
        400 or 405 or 409 or 411 or 413 or 415 or 422 => SoraErrorKind.InvalidRequest,
        401 => SoraErrorKind.AuthenticationFailed,
        402 => SoraErrorKind.QuotaExceeded,
        403 => SoraErrorKind.PermissionDenied,
        404 => SoraErrorKind.TaskNotFound,
        410 => SoraErrorKind.ModelUnavailable,
        429 => SoraErrorKind.RateLimited,
        >= 500 => SoraErrorKind.GatewayUnavailable,
        >= 200 and < 300 => SoraErrorKind.InvalidResponse,
        _ => SoraErrorKind.InvalidRequest,
    };

    /// <summary>The words first, then the status.</summary>
    public static SoraErrorKind Classify(int status, params string?[] texts) => FromText(texts) ?? FromStatus(status);
}
