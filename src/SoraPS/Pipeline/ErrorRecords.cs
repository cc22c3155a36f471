using System.Management.Automation;

namespace SoraPS.Pipeline;

/// <summary>Makes error records: the kind of failure is the error id, what to do stands in the details.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord Create(Exception exception, object? target)
    {
        if (exception is not SoraException known)
        {
            return new ErrorRecord(exception, "Unexpected", ErrorCategory.NotSpecified, target);
        }

        ErrorRecord record = new(exception, known.Kind.ToString(), Category(known.Kind), target);
        // The shell shows the recommendation below the message.
        record.ErrorDetails = new ErrorDetails(known.Message) { RecommendedAction = known.RecommendedAction ?? "" };
        return record;
    }

    private static ErrorCategory Category(SoraErrorKind kind) => kind switch
    {
        SoraErrorKind.ApiKeyMissing or SoraErrorKind.AuthenticationFailed => ErrorCategory.AuthenticationError,
        SoraErrorKind.PermissionDenied => ErrorCategory.PermissionDenied,
        SoraErrorKind.ProviderNotChosen or SoraErrorKind.InvalidRequest => ErrorCategory.InvalidArgument,
        SoraErrorKind.QuotaExceeded => ErrorCategory.QuotaExceeded,
        SoraErrorKind.RateLimited or SoraErrorKind.CostLimitReached => ErrorCategory.LimitsExceeded,
        SoraErrorKind.ContentRejected => ErrorCategory.SecurityError,
        SoraErrorKind.ModelUnavailable or SoraErrorKind.GatewayUnavailable => ErrorCategory.ResourceUnavailable,
        SoraErrorKind.TaskNotFound or SoraErrorKind.TaskExpired => ErrorCategory.ObjectNotFound,
        SoraErrorKind.WaitTimeout => ErrorCategory.OperationTimeout,
        SoraErrorKind.InvalidResponse or SoraErrorKind.InvalidVideo => ErrorCategory.InvalidData,
        SoraErrorKind.DownloadFailed => ErrorCategory.ReadError,
        SoraErrorKind.FileExists => ErrorCategory.ResourceExists,
        SoraErrorKind.WriteFailed => ErrorCategory.WriteError,
        _ => ErrorCategory.InvalidResult,
    };
}
