using System.Text.Json.Nodes;
using SoraPS.Emulator.Callbacks;
using SoraPS.Emulator.Counters;
using SoraPS.Emulator.Dialects;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Faults;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Handlers;

/// <summary>Makes a task of a create request, or refuses it.</summary>
internal sealed class CreateHandler(EmulatorOptions options, FaultInjector faults, CounterBoard counters, CallbackSender callbacks)
{
    private readonly FaultReplies _faultReplies = new(options);

    public async ValueTask<HttpReply> HandleAsync(
        EmulatedGateway gateway, Route route, HttpRequest request, bool hasCredit, CancellationToken cancellationToken)
    {
        counters.Create();
        EmulatedDialect dialect = gateway.Dialect;
        Fields fields = dialect.Open(request);
        VideoOrder order = dialect.Read(fields, route, gateway.Tasks);
        counters.UnknownFields(dialect.Name, fields.Unknown);
        string row = OrderKey.Of(dialect.Name, route.Model + route.Id, request);
        FaultSet fault = faults.Draw(EmulatorOperation.Create, row);
        await fault.DelayAsync(options.TimeProvider, cancellationToken).ConfigureAwait(false);
        if (_faultReplies.Before(dialect, route, request, fault) is { } early)
        {
            return early;
        }

        if (!hasCredit && !dialect.NoCreditFailsTask)
        {
            throw dialect.Refuse(RefusalKind.NoCredit).ToException();
        }

        order = order with { Outcome = OutcomeOf(order, fault, hasCredit) };
        string id = dialect.NewId(order, options.TimeProvider.GetUtcNow());
        VideoTask task = gateway.Tasks.TryMake(order, row, id)
            ?? throw FaultReplies.WithWait(dialect.Refuse(RefusalKind.RateLimited), TimeSpan.FromSeconds(1)).ToException();
        callbacks.Schedule(dialect, task, request);
        if (_faultReplies.After(dialect, route, request, fault) is { } late)
        {
            return late;
        }

        if (fault.Is(EmulatorFaultKind.SeeOther))
        {
            return HttpReply.Redirect(dialect.BasePath + dialect.StatusPath(task), fault.Answer!.StatusOr(303));
        }

        JsonObject body = dialect.Created(task, request);
        if (fault.Is(EmulatorFaultKind.DoneAtCreate))
        {
            dialect.MarkDone(body);
        }

        return BrokenText.Reply(body, fault);
    }

    private static PlannedOutcome OutcomeOf(VideoOrder order, FaultSet fault, bool hasCredit) => fault.Outcome switch
    {
        _ when !hasCredit => PlannedOutcome.NoCredit,
        EmulatorFaultKind.FailedTask => PlannedOutcome.ContentPolicy,
        EmulatorFaultKind.CancelledTask => PlannedOutcome.Cancelled,
        _ => order.Outcome,
    };
}
