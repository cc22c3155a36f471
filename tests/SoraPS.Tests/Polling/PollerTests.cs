using SoraPS.Core.Connections;
using SoraPS.Core.Polling;
using SoraPS.Core.Polling.Plans;
using SoraPS.Core.Stages;
using SoraPS.Tests.Fuzz;
using SoraPS.Tests.Polling.Plans;

namespace SoraPS.Tests.Polling;

/// <summary>What one poll does to its task, and to others that wait. All take four seconds, and a callback tells when.</summary>
public sealed class PollerTests : PolledFixture, IAsyncDisposable
{
    private const int Remembered = 7;
    private static readonly TimeSpan s_took = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_muchLater = TimeSpan.FromSeconds(1000);

    private readonly TimedGateway _gateway;
    private readonly PollQueue _queue;
    private readonly Poller _poller;

    public PollerTests()
        : base([.. Enumerable.Repeat(s_took, Remembered)])
    {
        _gateway = new TimedGateway(Time);
        Services.Gateways.Handler = _gateway;
        Set("OpenAI", one => one with { BaseUri = new Uri("http://timed.invalid"), SessionKey = new ApiKey("some-key") });
        _queue = new PollQueue(Clock, throttle: 32);
        _poller = new Poller(Services, new WaitOptions(), Clock, _queue, new FuzzLog(), Recorder, Assert.Fail);
    }

    public async ValueTask DisposeAsync()
    {
        await _poller.DisposeAsync();
        await _queue.DisposeAsync();
        await Recorder.DisposeAsync();
        _gateway.Dispose();
        Dispose();
    }

    [Theory]
    [InlineData("sora-2", true)]
    [InlineData(null, false)]
    public async Task An_end_that_is_news_has_scouts_polled_by_their_age_while_it_is_a_guess_and_else_by_the_plan(
        string? model, bool isKnown)
    {
        PolledTask[] ending = [.. Enumerable.Range(0, isKnown ? Remembered : 1).Select(_ => Made(model))];
        PolledTask scout = Waiting(model, scout: 2);
        PolledTask other = Waiting(model, scout: 0);
        PolledTask failing = Waiting(model, scout: 3);
        failing.Failures = 1;
        PolledTask unlike = Waiting("sora-3", scout: 4);
        Wait(4);
        foreach (PolledTask one in ending)
        {
            (one.IsCalled, one.WasHastened) = (true, true);
            Assert.IsType<PollVerdict.Ended>(await _poller.PollAsync(one, CancellationToken.None));
        }

        PollPlan plan = Plan(isKnown ? 2 * Remembered : 1);
        double planned = plan.After(TimeSpan.Zero)!.Value.TotalSeconds;
        Assert.InRange(plan.AllRunUntil.TotalSeconds, 3.5, 3.7);
        Assert.Equal(isKnown ? planned : plan.AllRunUntil.TotalSeconds, DueAt(scout), 3);
        Assert.Equal(planned, DueAt(other), 3);
        Assert.Equal(s_muchLater.TotalSeconds, DueAt(failing), 3);
        Assert.Equal(s_muchLater.TotalSeconds, DueAt(unlike), 3);
    }

    [Fact]
    public async Task A_stop_is_no_verdict_even_if_the_time_is_over()
    {
        PolledTask polled = Made("sora-2", timeout: TimeSpan.Zero);
        using CancellationTokenSource stop = new();
        PollVerdict.GivenUp verdict = Assert.IsType<PollVerdict.GivenUp>(await _poller.PollAsync(polled, stop.Token));
        Assert.Equal(SoraErrorKind.WaitTimeout, verdict.Error.Kind);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _poller.PollAsync(polled, stop.Token));
    }

    private static PollPlan Plan(int ends)
    {
        LifeTable table = new();
        table.Ended(ends, s_took.TotalSeconds);
        return table.Plan!;
    }

    // The age at which it is due.
    private static double DueAt(PolledTask polled) => (polled.Due!.Value - polled.Task.CreatedAt).TotalSeconds;

    private PolledTask Made(string? model, TimeSpan? timeout = null)
    {
        SoraTask task = _gateway.Make(s_took.TotalSeconds) with { Model = model };
        DateTimeOffset deadline = timeout is { } limit ? Clock.Now + limit : DateTimeOffset.MaxValue;
        return new(task, new StageItem(0, task), Services.Gateways.Of("OpenAI"), deadline, Clock);
    }

    private PolledTask Waiting(string? model, int scout)
    {
        PolledTask polled = Made(model);
        polled.ScoutNumber = scout;
        _queue.Hold();
        _queue.Enqueue(polled, s_muchLater);
        _queue.Release();
        return polled;
    }
}
