using SoraPS.Core.Dialects.Shared;

namespace SoraPS.Core.Tasks;

/// <summary>Adds what an answer says to what is known of a task.</summary>
public static class TaskUpdates
{
    /// <summary>The task as the report leaves it; what the report leaves out stays.</summary>
    public static SoraTask With(this SoraTask task, TaskReport report, Dialect dialect, DateTimeOffset now)
    {
        bool isEnded = report.State is SoraTaskState.Succeeded or SoraTaskState.Failed or SoraTaskState.Cancelled or SoraTaskState.Expired;
        DateTimeOffset? completed = isEnded ? task.CompletedAt ?? report.CompletedAt ?? now : null;
        return task with
        {
            Id = task.Id ?? report.Id,
            State = report.State,
            RawState = report.RawState ?? task.RawState,
            Progress = report.State is SoraTaskState.Succeeded ? 100 : report.Progress ?? task.Progress,
            Model = task.Model ?? report.Model,
            Prompt = task.Prompt ?? report.Prompt,
            Duration = report.Duration ?? task.Duration,
            Resolution = task.Resolution ?? report.Resolution,
            CreatedAt = report.CreatedAt ?? (task.CreatedAt == default ? now : task.CreatedAt),
            CompletedAt = completed,
            ExpiresAt = report.ExpiresAt ?? task.ExpiresAt
                ?? (report.State is SoraTaskState.Succeeded ? completed + dialect.LinkLife : null),
            VideoUri = report.VideoUri ?? task.VideoUri,
            ThumbnailUri = report.ThumbnailUri ?? task.ThumbnailUri,
            Price = report.Price ?? task.Price,
            Currency = report.Price is null ? task.Currency : report.Currency,
            Error = report.Error ?? task.Error,
            GatewayData = task.GatewayData?.With(report.GatewayData) ?? report.GatewayData,
        };
    }

    /// <summary>
    /// Whether the gateway calls the task done, but has given no link yet, and its dialect knows no other way to the video: some
    /// say so in the answer to the create request already.
    /// </summary>
    public static bool LacksLink(this SoraTask task, Dialect dialect) =>
        task is { State: SoraTaskState.Succeeded, VideoUri: null, Path: null, Id: not null }
        && dialect.Content(task, Dialect.VideoContent) is null;

    /// <summary>Whether a task says what is worth writing down, and an earlier one did not: another state, or the link.</summary>
    public static bool IsNewsAfter(this SoraTask task, SoraTask before) =>
        task.State != before.State || (before.VideoUri is null && task.VideoUri is not null);

    /// <summary>The error of a task whose link did not come.</summary>
    public static SoraException NoLink(this SoraTask task) => new(
        SoraErrorKind.InvalidResponse,
        $"{task.Provider}: {task.Title()} has succeeded (the gateway's word is '{task.RawState}'), but in minutes of polling the gateway "
        + "did not say where its video is.")
    {
        RecommendedAction = "It is paid for, stays unfinished and is not sent again. Ask again later, which is free: "
            + "Get-SoraTask -Unfinished | Wait-SoraTask | Save-SoraVideo. If the link never appears, give the id to the gateway's support.",
    };

    /// <summary>The task as messages call it at its gateway; what stages emit is preceded by its row's title.</summary>
    public static string Title(this SoraTask task) => $"task {task.Id ?? task.RequestId}";

    /// <summary>When the task began by this machine's clock; by the gateway's where SoraPS did not submit it.</summary>
    public static DateTimeOffset BeganAt(this SoraTask task) => task.SubmittedAt ?? task.CreatedAt;

    /// <summary>The failure of a task that ended without a video; null if it did not.</summary>
    public static SoraException? Failure(this SoraTask task)
    {
        SoraErrorKind kind = task.State switch
        {
            SoraTaskState.Failed => task.Error?.Kind ?? SoraErrorKind.TaskFailed,
            SoraTaskState.Cancelled => SoraErrorKind.TaskFailed,
            SoraTaskState.Expired => SoraErrorKind.TaskExpired,
            _ => default,
        };
        if (task.State is not (SoraTaskState.Failed or SoraTaskState.Cancelled or SoraTaskState.Expired))
        {
            return null;
        }

        string what = task.Error?.ToString() ?? $"the gateway gives no reason (its word is '{task.RawState}')";
        return new SoraException(kind, $"{task.Provider}: task {task.Id} ended {task.State}: {what.TrimEnd('.')}.")
        {
            GatewayCode = task.Error?.Code,
            RecommendedAction = kind switch
            {
                SoraErrorKind.ContentRejected => "Change the prompt or the image; the same request will be refused again.",
                SoraErrorKind.QuotaExceeded => $"Top up the account at {task.Provider}, then submit the row again.",
                _ => "Check in the gateway's console whether it was charged; submit the row again if it should be made.",
            },
        };
    }
}
