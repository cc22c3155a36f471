using System.Net;
using System.Threading.RateLimiting;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using SoraPS.Core.Http;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Gateways;

/// <summary>
/// Which requests are repeated. Looking is free, so it is repeated through every passing fault. Creating costs money, so it is
/// repeated only if the gateway surely did not take it.
/// </summary>
internal static class Resilience
{
    private static readonly TimeSpan s_attemptTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_onceTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_totalTimeout = TimeSpan.FromMinutes(3);

    // A longer wait is left to the scheduler, which has other tasks to look at meanwhile.
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);

    private static readonly Backoff s_safePause = new(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(20));
    private static readonly Backoff s_createPause = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    // A gateway may ask for no wait at all, or by a clock that is behind for one that is over: half an hour of that would be an attack.
    private static readonly Backoff s_askedPause = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1.2));

    private static readonly ResiliencePropertyKey<long> s_started = new("soraps.started");
    private static readonly ResiliencePropertyKey<Action<TimeSpan>> s_repeats = new("soraps.repeats");
    private static readonly ResiliencePropertyKey<CancellationToken> s_stop = new("soraps.stop");

    /// <summary>For status, list, delete and other requests that may be repeated freely.</summary>
    public static ResiliencePipeline<Attempt> Safe(TimeProvider time, RequestBudget? budget) =>
        new ResiliencePipelineBuilder<Attempt> { TimeProvider = time }
        .AddTimeout(s_totalTimeout)
        .AddRetry(new RetryStrategyOptions<Attempt>
        {
            MaxRetryAttempts = 4,
            ShouldHandle = static args => ValueTask.FromResult(IsPassing(args.Outcome)),
            DelayGenerator = static args => ValueTask.FromResult(Pause(args, s_safePause)),
            OnRetry = Emit,
        })
        .AddBudget(budget)
        .AddTimeout(s_attemptTimeout)
        .Build();

    /// <summary>For what can be asked in another way, too: one attempt, which is not waited for long.</summary>
    public static ResiliencePipeline<Attempt> Once(TimeProvider time, RequestBudget? budget) =>
        new ResiliencePipelineBuilder<Attempt> { TimeProvider = time }
        .AddBudget(budget)
        .AddTimeout(s_onceTimeout)
        .Build();

    /// <summary>For the request that costs money.</summary>
    public static ResiliencePipeline<Attempt> Create(TimeProvider time, RequestBudget? budget) =>
        new ResiliencePipelineBuilder<Attempt> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<Attempt>
        {
            // Bounded by patience between attempts: a bound on the whole would cut an attempt that may have been taken.
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = args => ValueTask.FromResult(WasRejectedForNow(args.Outcome) && MayGoOn(args, time)),
            DelayGenerator = static args => ValueTask.FromResult(Pause(args, s_createPause)),
            OnRetry = Emit,
        })
        .AddBudget(budget)
        .AddTimeout(CreateLimits.Attempt)
        .Build();

    /// <summary>Begins the patience with one request; the context goes back to its pool.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="repeats">Called before each wait with its length.</param>
    /// <param name="ct">Ends everything.</param>
    /// <param name="stop">Lets the attempt that is under way end, and no other begin.</param>
    public static ResilienceContext Begin(
        TimeProvider time, Action<TimeSpan> repeats, CancellationToken ct, CancellationToken stop = default)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(ct);
        context.Properties.Set(s_started, time.GetTimestamp());
        context.Properties.Set(s_repeats, repeats);
        context.Properties.Set(s_stop, stop);
        return context;
    }

    /// <summary>Whether the gateway surely did not take a create request and may take it later.</summary>
    public static bool WasRejectedForNow(Attempt attempt) => attempt switch
    {
        { TaskId: not null } => false,
        { Error.Kind: SoraErrorKind.RateLimited, Answer.Status: < 500 } => true,
        // Asked for by a header: the sentence in Odkkk's 503 stands there whatever happened.
        { Answer: { Status: 503, RetryAfter: not null } } => true,
        _ => false,
    };

    /// <summary>Keeps a provider's requests under so many a minute, in order of arrival.</summary>
    public static RateLimiter? Budget(int? requestsPerMinute)
    {
        if (requestsPerMinute is not > 0)
        {
            return null;
        }

        int perSecond = requestsPerMinute.Value / 60;
        return new TokenBucketRateLimiter(new()
        {
            TokenLimit = Math.Max(1, perSecond),
            TokensPerPeriod = Math.Max(1, perSecond),
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) * Math.Max(1, perSecond) / requestsPerMinute.Value,
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    private static ResiliencePipelineBuilder<Attempt> AddBudget(this ResiliencePipelineBuilder<Attempt> builder, RequestBudget? budget) =>
        budget is null ? builder : builder.AddStrategy(_ => new RateLimitStrategy(budget), new BudgetOptions());

    private static ValueTask Emit(OnRetryArguments<Attempt> args)
    {
        if (args.Context.Properties.TryGetValue(s_repeats, out Action<TimeSpan>? repeats))
        {
            repeats(args.RetryDelay);
        }

        return default;
    }

    private static bool IsPassing(Outcome<Attempt> outcome) => outcome switch
    {
        { Exception: HttpRequestException { StatusCode: HttpStatusCode.ProxyAuthenticationRequired } } => false,
        { Result.Answer.Status: 407 } => false,
        { Exception: HttpRequestException or IOException or TimeoutRejectedException } => true,
        { Result.RetryAfter: { } asked } when asked > s_longestPause => false,
        { Result.Error.Kind: SoraErrorKind.RateLimited or SoraErrorKind.GatewayUnavailable or SoraErrorKind.InvalidResponse } => true,
        { Result.Answer.Status: 408 } => true,
        _ => false,
    };

    private static bool WasRejectedForNow(Outcome<Attempt> outcome) => outcome switch
    {
        { Exception: HttpRequestException { StatusCode: HttpStatusCode.ProxyAuthenticationRequired } } => false,
        { Exception: { } exception } => RequestFailures.DefinitelyNotSent(exception),
        _ => WasRejectedForNow(outcome.Result!),
    };

    private static bool MayGoOn(RetryPredicateArguments<Attempt> args, TimeProvider time)
    {
        if (args.Context.Properties.GetValue(s_stop, default).IsCancellationRequested)
        {
            return false;
        }

        TimeSpan patience = args.Outcome.Exception is null ? CreateLimits.Timeout : TimeSpan.FromMinutes(1);
        TimeSpan waited = time.GetElapsedTime(args.Context.Properties.GetValue(s_started, 0L));
        return waited + (args.Outcome.Result?.RetryAfter ?? TimeSpan.Zero) < patience;
    }

    private static TimeSpan? Pause(RetryDelayGeneratorArguments<Attempt> args, Backoff unasked)
    {
        TimeSpan? asked = args.Outcome.Result?.RetryAfter;
        return (asked is null ? unasked : s_askedPause).After(args.AttemptNumber + 1, asked);
    }

    private sealed class BudgetOptions : ResilienceStrategyOptions;
}
