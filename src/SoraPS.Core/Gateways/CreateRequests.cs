using Polly;
using SoraPS.Core.Connections;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Http;
using SoraPS.Core.Json;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Gateways;

/// <summary>Sends the requests that cost money, and retries them only where the gateway definitely did not accept them.</summary>
internal sealed class CreateRequests(
    Connection connection, AttemptSender sender, ResiliencePipeline<Attempt> pipeline, TimeProvider time)
{
    // Learned from a refusal, and kept for as long as the gateway is in use.
    private volatile bool _takesForms;

    /// <summary>Sends a row's request; see <see cref="Gateway.CreateAsync"/>.</summary>
    public async Task<GatewayResult> SendAsync(
        PreparedRequest request, RequestKey key, Func<ValueTask>? sending, IRequestLog? log, CancellationToken ct)
    {
        bool asForm = _takesForms;
        GatewayMessage message = Compose(request, asForm, key, log);
        GatewayErrors errors = sender.ErrorsOf(message);
        Attempt attempt = await SendAsync(message, sending, ct).ConfigureAwait(false);
        if (!asForm && attempt.TaskId is null && errors.Understand(connection.Dialect.WantsForm, attempt.Answer))
        {
            _takesForms = true;
            attempt = await SendAsync(Compose(request, asForm: true, key, log), sending, ct).ConfigureAwait(false);
        }

        CreateFailures.Check(attempt, errors);
        return CreateFailures.ReportIn(attempt.Answer, connection.Dialect) is { } read && errors.Clean(read) is { Id: not null } report
            ? new GatewayResult(report, attempt.Answer)
            : throw CreateFailures.NotUnderstood(attempt.Answer, errors);
    }

    private GatewayMessage Compose(PreparedRequest request, bool asForm, RequestKey key, IRequestLog? log)
    {
        try
        {
            GatewayRequest create = connection.Dialect.Create(request);
            if (create.Body is not null)
            {
                JsonMerge.Into(create.Body, request.AdditionalBody);
            }

            return new GatewayMessage(connection, "submit", create with { AsForm = asForm }, key, log, makesTask: true);
        }
        catch (Exception exception) when (exception is not SoraException)
        {
            throw CreateFailures.NotComposed(exception, connection);
        }
    }

    private async Task<Attempt> SendAsync(GatewayMessage message, Func<ValueTask>? sending, CancellationToken ct)
    {
        using CancellationTokenSource deadline = new(Timeout.InfiniteTimeSpan, time);
        using CancellationTokenRegistration stop = ct.Register(() => End(deadline, message));
        ResilienceContext context = Resilience.Begin(time, pause => AttemptSender.LogPause(message, pause), deadline.Token, ct);
        try
        {
            Attempt attempt = await pipeline.ExecuteAsync(
                async (c, m) =>
                {
                    if (sending is not null)
                    {
                        await sending().ConfigureAwait(false);
                    }

                    return await sender.SendAsync(m, c.CancellationToken).ConfigureAwait(false);
                },
                context,
                message).ConfigureAwait(false);
            if (Resilience.WasRejectedForNow(attempt))
            {
                // Nothing but the stop kept it from being sent again: that is no failure of the row.
                ct.ThrowIfCancellationRequested();
            }

            return attempt;
        }
        catch (Exception exception) when (
            RequestFailures.IsNoAnswer(exception) && (message.IsInFlight || exception is not OperationCanceledException))
        {
            if (!message.IsInFlight)
            {
                ct.ThrowIfCancellationRequested();
            }

            throw CreateFailures.NoAnswer(exception, message, sender.ErrorsOf(message));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static void End(CancellationTokenSource deadline, GatewayMessage message)
    {
        if (message.TryStop())
        {
            deadline.Cancel();
        }
        else
        {
            deadline.CancelAfter(Gateway.Grace);
        }
    }
}
