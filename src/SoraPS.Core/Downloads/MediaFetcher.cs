using SoraPS.Core.Http;
using SoraPS.Core.Stages;

namespace SoraPS.Core.Downloads;

/// <summary>
/// Fetches a finished task's file until it is whole. Downloads cost nothing, so they are tried again through every passing
/// fault, each try going on where the last one ended; a refused link is asked for again once.
/// </summary>
internal sealed class MediaFetcher(TimeProvider time)
{
    // In a row and without a byte of progress.
    private const int MaxFailures = 8;
    private const int MaxLooks = 3;

    /// <summary>Fills the unfinished file.</summary>
    /// <returns>The media type and the task as it was last seen.</returns>
    /// <exception cref="SoraException">DownloadFailed, InvalidVideo, TaskExpired and other kinds.</exception>
    public async Task<(string ContentType, SoraTask Task)> FetchAsync(
        SoraTask task, Variant variant, Gateway gateway, PartFile part, IRequestLog log, CancellationToken ct)
    {
        bool wasRefreshed = false;
        for (int failures = 0; ;)
        {
            long before = part.Length;
            try
            {
                return (await TryAsync(task, variant, gateway, part, log, ct).ConfigureAwait(false), task);
            }
            catch (FetchFailure failure) when (failure.IsLinkRefused && !wasRefreshed)
            {
                wasRefreshed = true;
                log.Line($"{task.Provider} {task.Id}: {failure.Message}; asking for a fresh link");
                task = await RefreshAsync(task, gateway, log, ct).ConfigureAwait(false);
            }
            catch (FetchFailure failure)
            {
                bool hasProgress = part.Length > before;
                failures = hasProgress ? 1 : failures + 1;
                wasRefreshed &= !hasProgress;
                if (failure.IsFinal || failure.IsLinkRefused || failures >= MaxFailures)
                {
                    throw GivenUp(task, variant, failure);
                }

                TimeSpan pause = Pause(failure, failures);
                string again = FormattableString.Invariant($"at byte {part.Length} in {pause.TotalSeconds:0.0} s");
                log.Line($"{task.Provider} {task.Id}: {failure.Message}; trying again {again}");
                await Task.Delay(pause, time, ct).ConfigureAwait(false);
            }
        }
    }

    private async Task<string> TryAsync(
        SoraTask task, Variant variant, Gateway gateway, PartFile part, IRequestLog log, CancellationToken ct)
    {
        MediaSource source = MediaSource.Of(task, variant, gateway.Connection);
        MediaRequest request = new(gateway.Files, time, log);
        string? type = await request.RunAsync(source, variant, part, ct).ConfigureAwait(false);
        if (variant.Problem(part.Rewind()) is { } problem)
        {
            part.Reset();
            throw new FetchFailure(SoraErrorKind.InvalidVideo, $"What came is no intact {variant.Name}: {problem}");
        }

        return type?.StartsWith(variant.Family, StringComparison.OrdinalIgnoreCase) == true ? type : variant.ContentType;
    }

    private async Task<SoraTask> RefreshAsync(SoraTask task, Gateway gateway, IRequestLog log, CancellationToken ct)
    {
        for (int look = 1; ; look++)
        {
            try
            {
                GatewayResult result = await gateway.StatusAsync(task, log, ct).ConfigureAwait(false);
                SoraTask fresh = task.With(result.Report, gateway.Connection.Dialect, time.GetUtcNow());
                if (fresh.IsEnded() || look == MaxLooks)
                {
                    return fresh.IsEnded() ? fresh : task;
                }
            }
            catch (SoraException exception) when (exception.Kind is SoraErrorKind.TaskNotFound && look < MaxLooks)
            {
                log.Line(exception.Message);
            }

            // The task had succeeded, so an answer that says otherwise may be a slip of one server.
            await Task.Delay(Backoff(look), time, ct).ConfigureAwait(false);
        }
    }

    private static TimeSpan Pause(FetchFailure failure, int failures) =>
        failure.RetryAfter is { } asked ? TimeSpan.FromSeconds(Math.Min(asked.TotalSeconds, 600)) : Backoff(failures);

    private static TimeSpan Backoff(int failures) =>
        TimeSpan.FromSeconds(Math.Min(20, 0.2 * Math.Pow(2, failures - 1)) * (0.8 + (Random.Shared.NextDouble() * 0.4)));

    private static SoraException GivenUp(SoraTask task, Variant variant, FetchFailure failure) => new(
        failure.Kind,
        $"{task.Provider}: the {variant.Name} of task {task.Id} could not be fetched. {failure.Message}.",
        failure)
    {
        RecommendedAction = failure.Kind is SoraErrorKind.TaskExpired
            ? "The gateway no longer keeps the file; its support may still have it. Save videos soon after they are made."
            : "Save the task again; it is not paid for again.",
    };
}
