using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace SoraPS.Tests.Polling;

/// <summary>Tasks that take as long as they are set to, and when each was polled.</summary>
internal sealed class TimedGateway(ManualTimeProvider clock) : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, (DateTimeOffset Made, double Seconds, bool Fails, List<double> Polls)> _tasks = new();

    /// <summary>How long each answer asks to wait before the next poll; null for no such header.</summary>
    public TimeSpan? PollAfter { get; set; }

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

    /// <summary>The ages in seconds at which it was polled.</summary>
    public IReadOnlyList<double> PollsAt(SoraTask task) => _tasks[task.Id!].Polls;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string id = request.RequestUri!.Segments[^1];
        (DateTimeOffset made, double seconds, bool fails, List<double> polls) = _tasks[id];
        double age = (clock.GetUtcNow() - made).TotalSeconds;
        polls.Add(age);
        string state = age < seconds ? "in_progress" : fails ? "failed" : "completed";
        HttpResponseMessage answer = new(HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = new StringContent($$"""{"id":"{{id}}","status":"{{state}}"}""", null, "application/json"),
        };
        if (PollAfter is { } hint)
        {
            answer.Headers.Add("openai-poll-after-ms", hint.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        }

        return Task.FromResult(answer);
    }
}
