using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using SoraPS.Core.Callbacks;

namespace SoraPS.Tests.Callbacks;

/// <summary>Tasks at Apixo that take as long as they are set to, and whose end is called back about.</summary>
internal sealed class CallingGateway(ManualTimeProvider clock) : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, Made> _tasks = new();

    /// <summary>For each task that was seen ended, how long after its end, in seconds.</summary>
    public IReadOnlyList<double> Delays =>
        [.. _tasks.Values.Where(task => task.SeenAt is not null).Select(task => (task.SeenAt!.Value - task.EndsAt).TotalSeconds)];

    /// <summary>Status requests in all.</summary>
    public int Polls => _tasks.Values.Sum(task => task.Polls.Count);

    /// <summary>The ages in seconds at which a task was polled.</summary>
    public IReadOnlyList<double> PollsOf(SoraTask task) => _tasks[task.Id!].Polls;

    /// <summary>Makes a task.</summary>
    /// <param name="seconds">How long it takes.</param>
    /// <param name="hints">What hears of its end; null if nothing does.</param>
    /// <param name="calledAfter">How long after its end that is, in seconds; null for never.</param>
    public SoraTask Make(double seconds, CallbackHints? hints = null, double? calledAfter = null)
    {
        string id = _tasks.Count.ToString(CultureInfo.InvariantCulture);
        DateTimeOffset now = clock.GetUtcNow();
        _tasks[id] = new Made(now, now.AddSeconds(seconds));
        if (hints is not null)
        {
            hints.Expect($"request-{id}");
            if (calledAfter is { } late)
            {
                clock.CreateTimer(_ => hints.Call($"request-{id}"), null, TimeSpan.FromSeconds(seconds + late), TimeSpan.Zero);
            }
        }

        return new SoraTask
        {
            RequestId = $"request-{id}",
            Id = id,
            Provider = "Apixo",
            Endpoint = CallbackWaits.Address,
            Model = "sora-2",
            State = SoraTaskState.Queued,
            CreatedAt = now,
        };
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string id = request.RequestUri!.Query["?taskId=".Length..];
        Made task = _tasks[id];
        DateTimeOffset now = clock.GetUtcNow();
        lock (task)
        {
            task.Polls.Add((now - task.MadeAt).TotalSeconds);
            task.SeenAt ??= now >= task.EndsAt ? now : null;
        }

        string ended = now < task.EndsAt
            ? "\"state\":\"processing\""
            : $$"""
                "state":"success","resultJson":"{\"resultUrls\":[\"https://cdn.example.org/{{id}}.mp4\"]}",
                "completeTime":{{task.EndsAt.ToUnixTimeMilliseconds()}}
                """;
        string body = $$"""{"code":200,"data":{"taskId":"{{id}}","createTime":{{task.MadeAt.ToUnixTimeMilliseconds()}},{{ended}}} }""";
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = new StringContent(body, null, "application/json"),
        });
    }

    private sealed record Made(DateTimeOffset MadeAt, DateTimeOffset EndsAt)
    {
        public List<double> Polls { get; } = [];

        public DateTimeOffset? SeenAt { get; set; }
    }
}
