using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace SoraPS.Tests.Polling;

/// <summary>Tasks that take as long as they are set to, and when each was polled.</summary>
internal sealed class TimedGateway(ManualTimeProvider clock) : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, (DateTimeOffset Made, double Seconds, bool Fails, List<double> Polls)> _tasks = new();
    private int _pending;

    /// <summary>How long each answer asks to wait before the next poll; null for no such header.</summary>
    public TimeSpan? PollAfter { get; set; }

    /// <summary>How long an answer takes.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Answers a request for the list, by the id that it comes after; null for a server without one.</summary>
    public Func<string?, HttpResponseMessage>? List { get; set; }

    /// <summary>Whether a request for the list is never answered.</summary>
    public bool ListHangs { get; set; }

    /// <summary>What an answer about a task that has succeeded has besides.</summary>
    public string Extra { get; set; } = "";

    /// <summary>Requests for the list, by the seconds of the clock.</summary>
    public ConcurrentQueue<double> Lists { get; } = [];

    /// <summary>Requests that have no answer yet.</summary>
    public int Pending => Volatile.Read(ref _pending);

    public SoraTask Make(double seconds, bool fails = false)
    {
        string id = $"video_{_tasks.Count}";
        _tasks[id] = (clock.GetUtcNow(), seconds, fails, []);
        return new SoraTask
        {
            RequestId = id,
            Id = id,
            Provider = "OpenAI",
            Endpoint = new Uri("http://timed.invalid"),
            Model = "sora-2",
            State = SoraTaskState.Queued,
            CreatedAt = clock.GetUtcNow(),
        };
    }

    /// <summary>The ages in seconds at which it was polled by itself.</summary>
    public IReadOnlyList<double> PollsAt(SoraTask task) => PollsAt(task.Id!);

    /// <inheritdoc cref="PollsAt(SoraTask)"/>
    public IReadOnlyList<double> PollsAt(string id) => _tasks[id].Polls;

    /// <summary>When it ends.</summary>
    public DateTimeOffset EndOf(string id) => _tasks[id].Made.AddSeconds(_tasks[id].Seconds);

    /// <summary>What the gateway says of a task.</summary>
    public string Json(string id)
    {
        string state = clock.GetUtcNow() < EndOf(id) ? "in_progress" : _tasks[id].Fails ? "failed" : "completed";
        string error = state == "failed" ? """ ,"error":{"code":"bad_luck","message":"It did not work."} """
            : state == "completed" ? Extra : "";
        return $$"""{"id":"{{id}}","status":"{{state}}","prompt":"prompt of {{id}}"{{error}}}""";
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer = Answer(request.RequestUri!);
        answer.RequestMessage = request;
        if (PollAfter is { } hint)
        {
            answer.Headers.Add("openai-poll-after-ms", hint.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        }

        if (Latency > TimeSpan.Zero)
        {
            bool isForever = ListHangs && request.RequestUri!.AbsolutePath == "/videos";
            await TakeTimeAsync(isForever ? Timeout.InfiniteTimeSpan : Latency, cancellationToken);
        }

        return answer;
    }

    private async Task TakeTimeAsync(TimeSpan latency, CancellationToken ct)
    {
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int isPending = 1;
        Interlocked.Increment(ref _pending);
        await using ITimer timer = clock.CreateTimer(_ => End(() => end.SetResult()), null, latency, Timeout.InfiniteTimeSpan);
        await using CancellationTokenRegistration cancelled = ct.Register(() => End(() => end.SetCanceled(ct)));
        await end.Task;

        void End(Action how)
        {
            // In this order: nobody may take the client for waiting when it has its answer.
            if (Interlocked.Exchange(ref isPending, 0) > 0)
            {
                Interlocked.Decrement(ref _pending);
                how();
            }
        }
    }

    private HttpResponseMessage Answer(Uri uri)
    {
        if (uri.AbsolutePath == "/videos")
        {
            Lists.Enqueue(clock.GetUtcNow().TimeOfDay.TotalSeconds);
            string[] query = uri.Query.Split("after=");
            return List?.Invoke(query.Length > 1 ? query[1] : null) ?? Of(404, """{"error":{"message":"Not Found"}}""");
        }

        string id = uri.Segments[^1];
        _tasks[id].Polls.Add((clock.GetUtcNow() - _tasks[id].Made).TotalSeconds);
        return Of(200, Json(id));
    }

    public static HttpResponseMessage Of(int status, string body) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, null, "application/json") };

    /// <summary>The ids of all tasks, newest first.</summary>
    public IEnumerable<string> NewestFirst => Enumerable.Range(0, _tasks.Count).Reverse().Select(number => $"video_{number}");
}
