using System.Globalization;
using System.Net;
using System.Text;

namespace SoraPS.Bench.Polling;

/// <summary>Answers status requests at once from what was drawn, and notes when each task was seen ended.</summary>
internal sealed class SimulatedGateway(TimeProvider clock, DateTimeOffset start, Drawn[] tasks) : HttpMessageHandler
{
    private readonly double[] _seenAfter = new double[tasks.Length];
    private int _polls;

    /// <summary>What waiting came to; every task must have been seen ended.</summary>
    public Outcome Outcome() => _seenAfter.All(late => late >= 0)
        ? new Outcome(_seenAfter.Where((_, index) => !tasks[index].Fails).Average(), (double)_polls / tasks.Length)
        : throw new InvalidOperationException("A task was not waited for.");

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _polls);
        int index = int.Parse(request.RequestUri!.Segments[^1], CultureInfo.InvariantCulture);
        Drawn task = tasks[index];
        double late = (clock.GetUtcNow() - start).TotalSeconds - task.MadeAt - task.Seconds;
        _seenAfter[index] = late;
        string status = late < 0 ? "in_progress" : task.Fails ? "failed" : "completed";
        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"id":"{{index}}","status":"{{status}}"}"""))
            {
                Headers = { { "Content-Type", "application/json" } },
            },
        };
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(Send(request, cancellationToken));
}
