using Polly;
using SoraPS.Core.Http;

namespace SoraPS.Core.Gateways;

/// <summary>Sends requests that cost nothing, and retries them after every temporary fault.</summary>
internal sealed class SafeRequests(AttemptSender sender, ResiliencePipeline<Attempt> pipeline, TimeProvider time)
{
    /// <summary>Sends a message until its answer is a success.</summary>
    /// <exception cref="SoraException">The error in the last answer; GatewayUnavailable if there was none.</exception>
    public async Task<Attempt> SendAsync(GatewayMessage message, CancellationToken ct)
    {
        GatewayErrors errors = sender.ErrorsOf(message);
        ResilienceContext context = Resilience.Begin(time, pause => AttemptSender.LogPause(message, pause), ct);
        try
        {
            Attempt attempt = await pipeline.ExecuteAsync((c, m) => sender.SendAsync(m, c.CancellationToken), context, message)
                .ConfigureAwait(false);
            return attempt.Error is { } error ? throw errors.From(error, attempt.Answer) : attempt;
        }
        catch (Exception exception) when (RequestFailures.IsNoAnswer(exception))
        {
            ct.ThrowIfCancellationRequested();
            string? advice = RequestFailures.DefinitelyNotSent(exception) ? RequestFailures.ConnectAdvice(exception) : null;
            throw errors.Unavailable(RequestFailures.Describe(exception, message.Uri), RequestFailures.Cause(exception), advice);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
