using SoraPS.Emulator.Counters;
using SoraPS.Emulator.Dialects;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Faults;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;
using SoraPS.Emulator.Videos;

namespace SoraPS.Emulator.Handlers;

/// <summary>Sends the video of a finished task from the gateway itself.</summary>
internal sealed class ContentHandler(EmulatorOptions options, FaultInjector faults, CounterBoard counters, FileHandler files)
{
    private readonly FaultReplies _faultReplies = new(options);

    public async ValueTask<HttpReply> HandleAsync(
        EmulatedGateway gateway, Route route, HttpRequest request, CancellationToken cancellationToken)
    {
        counters.Download();
        EmulatedDialect dialect = gateway.Dialect;
        VideoTask task = gateway.Find(route);
        DateTimeOffset now = options.TimeProvider.GetUtcNow();
        if (task.Refresh(now).Stage != TaskStage.Succeeded)
        {
            throw dialect.Refuse(RefusalKind.NotReady).ToException();
        }

        FaultSet fault = faults.Draw(EmulatorOperation.Download, task.FaultKey);
        await fault.DelayAsync(options.TimeProvider, cancellationToken).ConfigureAwait(false);
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
}
