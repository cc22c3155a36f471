using SoraPS.Core.Connections;
using SoraPS.Core.Gateways;
using SoraPS.Core.Polling.Listing;
using SoraPS.Tests.Fuzz;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Polling.Listing;

/// <summary>Tasks at one gateway, of which three are asked about when others become due; each answer takes a while.</summary>
public sealed class ListedGatewayTests : PolledFixture
{
    private readonly TimedGateway _server;
    private readonly List<ListedTask> _tasks = [];
    private readonly List<int> _hastened = [];
    private ListedGateway? _gateway;

    public ListedGatewayTests()
    {
        _server = new(Time) { Latency = TimeSpan.FromSeconds(20) };
        Services.Gateways.Handler = _server;
        Set("OpenAI", one => one with { BaseUri = new Uri("http://timed.invalid"), SessionKey = new ApiKey("some-key") });
    }

    [Theory]
    [InlineData(null, null, 3)]
    [InlineData(60, null, 6)]
    [InlineData(null, 90, 5)]
    [InlineData(60, 90, 6)]
    public async Task A_task_waits_for_others_for_three_seconds_and_the_time_that_the_limit_has_for_three_requests(
        int? set, int? documented, double seconds)
    {
        Set("OpenAI", one => one with { Dialect = new ThrowingDialect { Limit = documented }, RequestsPerMinute = set });
        Join(_server.Make(1), _server.Make(1), _server.Make(1), _server.Make(1));
        using CancellationTokenSource stop = new();
        Task<GatewayResult>[] asked = Ask(4, stop.Token);
        await Eventually.TrueAsync(() => _server.Pending == 3, "three requests");
        DateTimeOffset start = Time.GetUtcNow();
        Time.AdvanceToNext();
        Assert.Equal(seconds, (Time.GetUtcNow() - start).TotalSeconds);
        await Eventually.TrueAsync(() => _server.Pending == 4, "the request about the fourth");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(asked));
        Assert.All(_tasks, task => Assert.Equal((false, null), (task.IsAsked, task.Answer)));
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(null, 5)]
    public async Task A_page_tells_those_that_are_due_with_the_pause_it_asks_for_or_else_answers_do_and_hastens_those_that_have_ended(
        int? pause, int expected)
    {
        (_server.Latency, _server.PollAfter) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
        SoraTask[] running = [.. Enumerable.Range(0, 7).Select(_ => _server.Make(1000))];
        Join([.. running, _server.Make(0.5, fails: true)]);
        _server.List = _ =>
        {
            _server.PollAfter = pause is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
            return TimedGateway.Of(200, $$"""{"object":"list","data":[{{string.Join(',', _server.NewestFirst.Select(_server.Json))}}]}""");
        };
        Task<GatewayResult>[] asked = Ask(6, CancellationToken.None);
        await Eventually.TrueAsync(() => _server.Pending == 3, "three requests");
        Wait(1);
        await Eventually.TrueAsync(() => _server is { Pending: 1, Lists.Count: 1 }, "a page");
        Wait(1);
        GatewayResult[] told = await Task.WhenAll(asked);
        await _gateway!.Pages;
        Assert.All(told[3..], result => Assert.Equal(expected, result.Answer.PollAfter!.Value.TotalSeconds));
        Assert.Equal([7], _hastened);
    }

    [Fact]
    public async Task A_task_that_nobody_waits_for_is_gone()
    {
        await using ListedPolls polls = new(Time, new FuzzLog());
        Gateway gateway = Services.Gateways.Of("OpenAI");
        ListedTask task = polls.Join(gateway, _server.Make(1), 0, static () => { })!;
        polls.Leave(gateway, null);
        Assert.False(task.IsGone);
        polls.Leave(gateway, task);
        Assert.True(task.IsGone);
    }

    private void Join(params SoraTask[] tasks)
    {
        _gateway = new(Services.Gateways.Of("OpenAI"), Time, new FuzzLog(), ExecutionContext.Capture()!, CancellationToken.None);
        _tasks.AddRange(tasks.Select((task, number) => _gateway.Join(task, number, () => _hastened.Add(number))));
    }

    private Task<GatewayResult>[] Ask(int count, CancellationToken ct) =>
        [.. _tasks.Take(count).Select(task => _gateway!.StatusAsync(task, task.Task, isAlone: false, ct))];
}
