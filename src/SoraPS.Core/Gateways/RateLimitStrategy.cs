using Polly;

namespace SoraPS.Core.Gateways;

/// <summary>
/// Lets each attempt wait for its turn in the provider's request budget. It stands outside the attempt's timeout: a request
/// that waits for its turn has not been sent.
/// </summary>
internal sealed class RateLimitStrategy(RequestBudget budget) : ResilienceStrategy<Attempt>
{
    protected override async ValueTask<Outcome<Attempt>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<Attempt>>> callback, ResilienceContext context, TState state)
    {
        await budget.WaitAsync(context.CancellationToken).ConfigureAwait(false);
        return await callback(context, state).ConfigureAwait(false);
    }
}
