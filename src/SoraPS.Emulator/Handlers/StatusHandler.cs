using System.Text.Json.Nodes;
using SoraPS.Emulator.Counters;
using SoraPS.Emulator.Dialects;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Faults;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Handlers;

/// <summary>Says where a task is.</summary>
internal sealed class StatusHandler(EmulatorOptions options, FaultInjector faults, CounterBoard counters, FileHandler files)
{
    private readonly FaultReplies _faultReplies = new(options);

    public async ValueTask<HttpReply> HandleAsync(
        EmulatedGateway gateway, Route route, HttpRequest request, CancellationToken cancellationToken)
    {
        counters.Poll();
        EmulatedDialect dialect = gateway.Dialect;
        VideoTask task = gateway.Find(route);
        FaultSet fault = faults.Draw(EmulatorOperation.Status, task.FaultKey);
        await fault.DelayAsync(options.TimeProvider, cancellationToken).ConfigureAwait(false);
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
}
