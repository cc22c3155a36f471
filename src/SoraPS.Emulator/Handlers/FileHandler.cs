using System.Collections.Concurrent;
using SoraPS.Emulator.Counters;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Faults;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;
using SoraPS.Emulator.Videos;

namespace SoraPS.Emulator.Handlers;

/// <summary>The download origin: signed links that need no key, and must not be sent one.</summary>
internal sealed class FileHandler(EmulatorOptions options, FaultInjector faults, CounterBoard counters)
{
    private readonly ConcurrentDictionary<string, (VideoTask Task, EmulatedDialect Dialect)> _links = new();
    private readonly FaultReplies _faultReplies = new(options);

    /// <summary>Where the origin listens; set once that is known.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1/");

    public TimeSpan LifeOf(EmulatedDialect dialect) => options.LinkLife ?? dialect.LinkLife;

    public Uri LinkTo(VideoTask task, EmulatedDialect dialect)
    {
        DownloadLink link = task.Link(options.TimeProvider.GetUtcNow(), LifeOf(dialect));
        _links.TryAdd(link.Token, (task, dialect));
        string name = Uri.EscapeDataString(task.Id);
        return new Uri(Address, $"files/{link.Token}/{name}.mp4?sig={link.Signature}");
    }

    public HttpReply Send(HttpRequest request, VideoTask task, FaultSet fault)
    {
        HttpReply reply = VideoReply.For(
            request,
            VideoLibrary.Create(task.Order.Size, task.Order.Seconds, task.Id, options.FileSize),
            fault.Is(EmulatorFaultKind.TruncatedDownload));
        if (reply.Video is not null)
        {
            task.FetchedAt = options.TimeProvider.GetUtcNow();
        }

        return reply;
    }

    public async ValueTask<HttpReply> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        counters.Download();
        if (request.Header("Authorization") is not null
            || request.HasInHeaders(options.ApiKey) || request.HasInHeaders(options.NoCreditKey))
        {
            counters.KeySeen();
        }

        if (request.Method is not ("GET" or "HEAD")
            || request.SegmentsBelow("/files") is not [var token, _]
            || !_links.TryGetValue(token, out (VideoTask Task, EmulatedDialect Dialect) found))
        {
            return HttpReply.Html(404, "Not found");
        }

        bool redirected = request.Query.ContainsKey("redirected");
        FaultSet fault = faults.Draw(EmulatorOperation.Download, found.Task.FaultKey, redirected);
        await fault.DelayAsync(options.TimeProvider, cancellationToken).ConfigureAwait(false);
        if (fault.Is(EmulatorFaultKind.ExpiredLink))
        {
            found.Task.KillLink();
        }

        string? signature = request.Query.GetValueOrDefault("sig");
        if (!found.Task.Accepts(token, signature, options.TimeProvider.GetUtcNow(), LifeOf(found.Dialect)))
        {
            return HttpReply.Html(403, "Request has expired");
        }

        return fault.Answer?.Kind switch
        {
            EmulatorFaultKind.RateLimited or EmulatorFaultKind.ErrorBefore or EmulatorFaultKind.ErrorAfter =>
                _faultReplies.Plain(fault.Answer),
            EmulatorFaultKind.Reset => HttpReply.Broken(Disconnect.Reset),
            EmulatorFaultKind.LostReply => HttpReply.Broken(Disconnect.Close),
            EmulatorFaultKind.HtmlDownload or EmulatorFaultKind.NotJson => HttpReply.Html(200, "Please sign in"),
            EmulatorFaultKind.EmptyBody => HttpReply.Bytes(200, "video/mp4", default),
            EmulatorFaultKind.Redirect => HttpReply.Redirect($"{LinkTo(found.Task, found.Dialect)}&redirected=1"),
            _ => Send(request, found.Task, fault),
        };
    }
}
