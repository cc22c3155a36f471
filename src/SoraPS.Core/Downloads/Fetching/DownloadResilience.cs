using Polly;
using Polly.Retry;

namespace SoraPS.Core.Downloads.Fetching;

/// <summary>The retries and timeouts of downloads.</summary>
internal static class DownloadResilience
{
    /// <summary>
    /// How long a response, and then each step, may take: a server that sends a byte now and then would block a download forever.
    /// </summary>
    public static readonly TimeSpan StepTimeout = TimeSpan.FromSeconds(60);

    private static readonly ResiliencePropertyKey<DownloadRetries> s_retries = new("soraps.retries");

    /// <summary>For a whole download. Downloads are free, so they are retried after every temporary fault.</summary>
    public static ResiliencePipeline<string> Tries(TimeProvider time) =>
        new ResiliencePipelineBuilder<string> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<string>
        {
            // DownloadRetries sets the limit, by progress and time.
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = static args =>
                ValueTask.FromResult(args.Outcome.Exception is DownloadAttemptException && !Of(args.Context).IsOver),
            DelayGenerator = static args => ValueTask.FromResult<TimeSpan?>(Of(args.Context).Pause(Failure(args.Outcome))),
            OnRetry = static args =>
            {
                Of(args.Context).OnPause?.Invoke(Failure(args.Outcome), args.RetryDelay);
                return default;
            },
        })
        .Build();

    /// <summary>For one response, or for one <see cref="DownloadRetries.Step"/> of the file.</summary>
    public static ResiliencePipeline Pace(TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(StepTimeout).Build();

    /// <summary>The context of a download; return it to its pool.</summary>
    public static ResilienceContext Begin(DownloadRetries retries, CancellationToken ct)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(ct);
        context.Properties.Set(s_retries, retries);
        return context;
    }

    private static DownloadRetries Of(ResilienceContext context) => context.Properties.GetValue(s_retries, null!);

    private static DownloadAttemptException Failure(Outcome<string> outcome) => (DownloadAttemptException)outcome.Exception!;
}
