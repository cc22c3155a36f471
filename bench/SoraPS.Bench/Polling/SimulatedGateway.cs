using System.Globalization;
using System.Net;
using System.Text;

namespace SoraPS.Bench.Polling;

/// <summary>Answers status requests, and requests for its list, from what was drawn.</summary>
/// <param name="clock">The clock.</param>
/// <param name="start">When the batch began.</param>
/// <param name="tasks">The batch.</param>
/// <param name="server">What the server is like.</param>
internal sealed class SimulatedGateway(TimeProvider clock, DateTimeOffset start, Drawn[] tasks, SimulatedServer server) : HttpMessageHandler
{
    private const int PageSize = 100;

    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, DateTimeOffset> _answers = new();

    /// <summary>How many requests it has had.</summary>
    public int Requests { get; private set; }

    /// <summary>How many of them have no answer yet.</summary>
    public int Pending
    {
        get
        {
            lock (_lock)
            {
                return _answers.Count;
            }
        }
    }

    /// <summary>When the next answer comes; null if none is pending.</summary>
    public DateTimeOffset? NextAnswer
    {
        get
        {
            lock (_lock)
            {
                return _answers.TryPeek(out _, out DateTimeOffset due) ? due : null;
            }
        }
    }

    /// <summary>Gives the next answer.</summary>
    public void Answer()
    {
        TaskCompletionSource answer;
        lock (_lock)
        {
            answer = _answers.Dequeue();
        }

        answer.SetResult();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string? body;
        lock (_lock)
        {
            Requests++;
            body = Body(request.RequestUri!);
            if (server.Latency > TimeSpan.Zero)
            {
                _answers.Enqueue(answer, clock.GetUtcNow() + server.Latency);
            }
            else
            {
                answer.SetResult();
            }
        }

        await answer.Task.ConfigureAwait(false);
        return new HttpResponseMessage(body is null ? HttpStatusCode.NotFound : HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body ?? """{"error":{"message":"Not Found"}}"""))
            {
                Headers = { { "Content-Type", "application/json" } },
            },
        };
    }

    private string? Body(Uri address)
    {
        if (int.TryParse(address.Segments[^1], CultureInfo.InvariantCulture, out int index))
        {
            return Json(index);
        }

        if (!server.HasList)
        {
            return null;
        }

        string[] query = address.Query.Split("after=");
        double now = (clock.GetUtcNow() - start).TotalSeconds;
        int after = query.Length > 1
            ? int.Parse(query[1], CultureInfo.InvariantCulture)
            : Array.FindLastIndex(tasks, task => task.MadeAt <= now) + 1;
        IEnumerable<int> page = Enumerable.Range(Math.Max(0, after - PageSize), Math.Min(after, PageSize)).Reverse();
        return $$"""{"object":"list","data":[{{string.Join(',', page.Select(Json))}}]}""";
    }

    private string Json(int index)
    {
        double late = (clock.GetUtcNow() - start).TotalSeconds - tasks[index].MadeAt - tasks[index].Seconds;
        string status = late < 0 ? "\"in_progress\""
            : tasks[index].Fails ? """ "failed","error":{"message":"It did not work."} """
            : "\"completed\"";
        return $$"""{"id":"{{index}}","status":{{status}}}""";
    }
}
