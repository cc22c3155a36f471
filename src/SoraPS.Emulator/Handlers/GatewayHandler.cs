using System.Text.Json.Nodes;
using SoraPS.Emulator.Counters;
using SoraPS.Emulator.Dialects;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Faults;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;
using SoraPS.Emulator.Videos;

namespace SoraPS.Emulator.Handlers;

/// <summary>What every gateway does alike: keys, faults, credit, concurrency, tasks.</summary>
internal sealed class GatewayHandler(
    EmulatorOptions options,
    IReadOnlyList<EmulatedGateway> gateways,
    FaultInjector faults,
    CounterBoard counters,
    FileHandler files)
{
    private readonly FaultReplies _faultReplies = new(options);

    public async ValueTask<HttpReply> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.RawPath == "/_counters")
        {
            return CounterReply.Of(counters.Snapshot(gateways.Select(gateway => gateway.Tasks), faults));
        }

        foreach (EmulatedGateway gateway in gateways)
        {
            if (request.SegmentsBelow(gateway.Dialect.BasePath) is { } path)
            {
                HttpReply reply = await AnswerAsync(gateway, path, request, cancellationToken).ConfigureAwait(false);
                return reply.With("x-request-id", request.RequestId);
            }
        }

        return HttpReply.Html(404, "No gateway lives here");
    }

    private async ValueTask<HttpReply> AnswerAsync(
        EmulatedGateway gateway, string[] path, HttpRequest request, CancellationToken cancellationToken)
    {
        Route? route = null;
        try
        {
            bool hasCredit = HasCredit(gateway.Dialect, request);
            route = gateway.Dialect.Match(request.Method, path, request)
                ?? throw gateway.Dialect.Refuse(RefusalKind.RouteNotFound).ToException();
            return route.Kind switch
            {
                RouteKind.Create =>
                    await CreateAsync(gateway, route, request, hasCredit, cancellationToken).ConfigureAwait(false),
                RouteKind.Status => await StatusAsync(gateway, route, request, cancellationToken).ConfigureAwait(false),
                RouteKind.Content => await ContentAsync(gateway, route, request, cancellationToken).ConfigureAwait(false),
                _ => gateway.Dialect.Extra(route, request, gateway.Tasks, hasCredit),
            };
        }
        catch (RefusalException exception)
        {
            return _faultReplies.Refuse(gateway.Dialect, route, request, exception.Refusal);
        }
    }

    private bool HasCredit(EmulatedDialect dialect, HttpRequest request) => dialect.KeyIn(request) switch
    {
        { } key when key == options.ApiKey => true,
        { } key when key == options.NoCreditKey => false,
        var key => throw dialect.Refuse(RefusalKind.BadKey, key ?? "").ToException(),
    };

    private async ValueTask<HttpReply> CreateAsync(
        EmulatedGateway gateway, Route route, HttpRequest request, bool hasCredit, CancellationToken cancellationToken)
    {
        counters.Create();
        EmulatedDialect dialect = gateway.Dialect;
        Fields fields = dialect.Open(request);
        VideoOrder order = dialect.Read(fields, route);
        counters.UnknownFields(dialect.Name, fields.Unknown);
        string row = OrderKey.Of(dialect.Name, route.Model, request);
        FaultSet fault = faults.Draw(EmulatorOperation.Create, row);
        await DelayAsync(fault, cancellationToken).ConfigureAwait(false);
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

    private async ValueTask<HttpReply> StatusAsync(
        EmulatedGateway gateway, Route route, HttpRequest request, CancellationToken cancellationToken)
    {
        counters.Poll();
        EmulatedDialect dialect = gateway.Dialect;
        VideoTask task = Find(gateway, route);
        FaultSet fault = faults.Draw(EmulatorOperation.Status, task.FaultKey);
        await DelayAsync(fault, cancellationToken).ConfigureAwait(false);
        if (_faultReplies.Of(dialect, route, request, fault) is { } trouble)
        {
            return trouble;
        }

        TaskView view = task.Refresh(options.TimeProvider.GetUtcNow());
        if (fault.Is(EmulatorFaultKind.UnknownState))
        {
            view = new TaskView(TaskStage.Running, view.Share, 0) { Word = "NOT_START" };
        }
        else if (fault.Is(EmulatorFaultKind.LateLink))
        {
            view = new TaskView(TaskStage.Succeeded, 1, 100);
        }
        else if (view.Stage == TaskStage.Succeeded)
        {
            view = view with { VideoUri = files.LinkTo(task, dialect) };
        }

        JsonObject body = dialect.Status(task, view, request);
        return dialect.WithHeaders(BrokenText.Reply(body, fault), task, view);
    }

    private async ValueTask<HttpReply> ContentAsync(
        EmulatedGateway gateway, Route route, HttpRequest request, CancellationToken cancellationToken)
    {
        counters.Download();
        EmulatedDialect dialect = gateway.Dialect;
        VideoTask task = Find(gateway, route);
        DateTimeOffset now = options.TimeProvider.GetUtcNow();
        if (task.Refresh(now).Stage != TaskStage.Succeeded)
        {
            throw dialect.Refuse(RefusalKind.NotReady).ToException();
        }

        FaultSet fault = faults.Draw(EmulatorOperation.Download, task.FaultKey);
        await DelayAsync(fault, cancellationToken).ConfigureAwait(false);
        if (_faultReplies.Of(dialect, route, request, fault) is { } trouble)
        {
            return trouble;
        }

        if (fault.Is(EmulatorFaultKind.Redirect))
        {
            return HttpReply.Redirect(files.LinkTo(task, dialect) + "&redirected=1");
        }

        if (fault.Is(EmulatorFaultKind.ExpiredLink))
        {
            task.KillLink();
        }

        if (task.IsLinkDead || now >= task.EndsAt + files.LifeOf(dialect))
        {
            throw dialect.Refuse(RefusalKind.LinkExpired).ToException();
        }

        return request.Query.GetValueOrDefault("variant") switch
        {
            "thumbnail" => HttpReply.Bytes(200, "image/webp", VideoLibrary.Thumbnail),
            "spritesheet" => HttpReply.Bytes(200, "image/jpeg", VideoLibrary.Spritesheet),
            _ => files.Send(request, task, fault),
        };
    }

    private static VideoTask Find(EmulatedGateway gateway, Route route)
    {
        VideoTask? task = gateway.Tasks.Find(route.Id);
        // Where the model is part of the path, a task is found under its own model only.
        return task is not null && (route.Model.Length == 0 || route.Model == task.Order.Model)
            ? task
            : throw gateway.Dialect.Refuse(RefusalKind.TaskNotFound, route.Id).ToException();
    }

    private static PlannedOutcome OutcomeOf(VideoOrder order, FaultSet fault, bool hasCredit) => fault.Outcome switch
    {
        _ when !hasCredit => PlannedOutcome.NoCredit,
        EmulatorFaultKind.FailedTask => PlannedOutcome.ContentPolicy,
        EmulatorFaultKind.CancelledTask => PlannedOutcome.Cancelled,
        _ => order.Outcome,
    };

    private Task DelayAsync(FaultSet fault, CancellationToken cancellationToken) => fault.Delay > TimeSpan.Zero
        ? Task.Delay(fault.Delay, options.TimeProvider, cancellationToken)
        : Task.CompletedTask;
}
