using Polly;
using Polly.Retry;

namespace SoraPS.Core.Downloads.Fetching;

/// <summary>When downloads are tried again, and how fast they must come.</summary>
internal static class DownloadResilience
{
    /// <summary>The time for an answer, and then for each step: a server that sends a byte now and then would hold a place for ever.</summary>
    public static readonly TimeSpan LeastPace = TimeSpan.FromSeconds(60);

    private static readonly ResiliencePropertyKey<DownloadRetries> s_retries = new("soraps.retries");

    /// <summary>For a whole download: it is free, so it is tried again through every passing fault.</summary>
    public static ResiliencePipeline<string> Tries(TimeProvider time) =>
        new ResiliencePipelineBuilder<string> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<string>
        {
            // Bounded by progress and time instead.
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Exception is DownloadAttemptException && !Of(args.Context).IsOver),
            DelayGenerator = static args => ValueTask.FromResult<TimeSpan?>(Of(args.Context).Pause(Failure(args.Outcome))),
            OnRetry = static args =>
            {
                Of(args.Context).OnPause?.Invoke(Failure(args.Outcome), args.RetryDelay);
                return default;
            },
        })
        .Build();

    /// <summary>For an answer, and then for each <see cref="DownloadRetries.Step"/> of the file.</summary>
    public static ResiliencePipeline Pace(TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(LeastPace).Build();

    /// <summary>Begins a download; the context goes back to its pool.</summary>
    public static ResilienceContext Begin(DownloadRetries retries, CancellationToken ct)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(ct);
        context.Properties.Set(s_retries, retries);
        return context;
    }

    private static DownloadRetries Of(ResilienceContext context) => context.Properties.GetValue(s_retries, null!);

    private static DownloadAttemptException Failure(Outcome<string> outcome) => (DownloadAttemptException)outcome.Exception!;
}
