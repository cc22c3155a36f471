using Polly;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Gateways;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Downloads.Fetching;

/// <summary>
/// Fetches a finished task's file until it is whole. Downloads cost nothing, so they are tried again through every passing
/// fault, each try going on where the last one ended; a link that is refused or not there yet is asked for again.
/// </summary>
internal sealed class MediaFetcher(TimeProvider time)
{
    private readonly ResiliencePipeline<string> _tries = DownloadResilience.Tries(time);
    private readonly ResiliencePipeline _pace = DownloadResilience.Pace(time);

    /// <summary>Fills the unfinished file.</summary>
    /// <returns>The media type and the task as it was last seen.</returns>
    /// <exception cref="SoraException">
    /// DownloadFailed, InvalidVideo and other kinds. TaskExpired only if the gateway says so, or a video's link was refused for
    /// minutes after the time at which it expires.
    /// </exception>
    public async Task<(string ContentType, SoraTask Task)> FetchAsync(
        SoraTask task, Variant variant, Gateway gateway, PartFile part, IRequestLog log, CancellationToken ct)
    {
        DownloadRetries retries = new(time, part.Length, endures: variant == Variant.Video) { OnPause = LogPause };
        ResilienceContext context = DownloadResilience.Begin(retries, ct);
        try
        {
            string type = await _tries.ExecuteAsync(TryAsync, context).ConfigureAwait(false);
            return (type, task);
        }
        catch (DownloadAttemptException failure)
        {
            ct.ThrowIfCancellationRequested();
            throw GivenUp(task, variant, failure, retries);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        async ValueTask<string> TryAsync(ResilienceContext tried)
        {
            if (retries.IsLinkRefused)
            {
                task = await RefreshAsync(task, gateway, log, ct).ConfigureAwait(false);
            }

            try
            {
                return await FetchOnceAsync(task, variant, gateway, part, log, tried.CancellationToken).ConfigureAwait(false);
            }
            catch (DownloadAttemptException failure)
            {
                retries.Count(failure, part.Length);
                throw;
            }
        }

        void LogPause(DownloadAttemptException failure, TimeSpan pause)
        {
            string again = FormattableString.Invariant($"at byte {part.Length} in {pause.TotalSeconds:0.0} s");
            log.Pause(pause);
            log.Line($"{task.Provider} {task.Id}: {failure.Message}; trying again {again}");
        }
    }

    private async Task<string> FetchOnceAsync(
        SoraTask task, Variant variant, Gateway gateway, PartFile part, IRequestLog log, CancellationToken ct)
    {
        MediaSource source = MediaSource.Of(task, variant, gateway);
        MediaRequest request = new(gateway.Files, _pace, time, log);
        string? type = await request.RunAsync(source, variant, part, ct).ConfigureAwait(false);
        if (variant.Problem(part.Rewind()) is { } problem)
        {
            part.Reset();
            string why = $"The downloaded file is not an intact {variant.Name}: {problem}";
            throw new DownloadAttemptException(why) { Kind = SoraErrorKind.InvalidVideo };
        }

        return type?.StartsWith(variant.Family, StringComparison.OrdinalIgnoreCase) == true ? type : variant.ContentType;
    }

    private async Task<SoraTask> RefreshAsync(SoraTask task, Gateway gateway, IRequestLog log, CancellationToken ct)
    {
        try
        {
            GatewayResult result = await gateway.StatusAsync(task, log, ct).ConfigureAwait(false);
            SoraTask fresh = task.With(result.Report, gateway.Connection.Dialect, time.GetUtcNow());
            return fresh.State switch
            {
                SoraTaskState.Succeeded => fresh,
                SoraTaskState.Expired => throw fresh.Failure()!,
                // The task had succeeded, so an answer that says otherwise may be a slip of one server.
                _ => task,
            };
        }
        catch (SoraException exception) when (exception.Kind is SoraErrorKind.TaskNotFound)
        {
            log.Line(exception.Message);
            return task;
        }
    }

    private SoraException GivenUp(SoraTask task, Variant variant, DownloadAttemptException failure, DownloadRetries retries)
    {
        if (failure.Kind is SoraErrorKind.InvalidResponse)
        {
            return task.NoLink();
        }

        bool isExpired = variant == Variant.Video && retries.IsRefusedForLong && task.ExpiresAt < time.GetUtcNow();
        return new SoraException(
            isExpired ? SoraErrorKind.TaskExpired : failure.Kind,
            $"{task.Provider}: the {variant.Name} of {task.Title()} could not be fetched. {failure.Message}.",
            failure)
        {
            RecommendedAction = isExpired
                ? "The gateway no longer keeps the file; its support may still have it. Save videos soon after they are made."
                : "Save the task again; it is not paid for again. If this stays, ask the gateway's support with the task's id.",
        };
    }
}
