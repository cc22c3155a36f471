using SoraPS.Core;
using SoraPS.Core.Polling;
using SoraPS.Core.Stages;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Polling;

/// <summary>Tasks come out of the queue when they are due, no more at once than may be, and the queue ends with the last.</summary>
public sealed class PollQueueTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly SoraClient _client = new();
    private readonly SteadyClock _clock;
    private readonly PollQueue _queue;

    public PollQueueTests()
    {
        _clock = new SteadyClock(_time);
        _queue = new PollQueue(_clock, throttle: 2);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _queue.DisposeAsync();
    }

    [Fact]
    public async Task Tasks_come_when_they_are_due_and_at_their_deadline_at_the_latest()
    {
        Add("late", TimeSpan.FromMinutes(2));
        Add("soon", TimeSpan.FromMinutes(1));
        Add("limited", TimeSpan.FromHours(1), deadline: TimeSpan.FromSeconds(90));
        _queue.Complete();
        await using IAsyncEnumerator<PolledTask> due = _queue.DueAsync(CancellationToken.None).GetAsyncEnumerator();
        foreach (string id in (string[])["soon", "limited", "late"])
        {
            ValueTask<bool> next = due.MoveNextAsync();
            await Eventually.TrueAsync(() => _queue.RestsUntil(0) < DateTimeOffset.MaxValue, "the wait for the next task");
            Assert.False(next.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(id is "soon" ? 60 : 30));
            Assert.True(await next);
            Assert.Equal(id, due.Current.Task.Id);
            _queue.Release();
        }

        Assert.False(await due.MoveNextAsync());
    }

    [Fact]
    public async Task With_so_many_in_hand_no_other_is_handed_out()
    {
        Add("a", TimeSpan.Zero);
        Add("b", TimeSpan.Zero);
        Add("c", TimeSpan.Zero);
        _queue.Complete();
        await using IAsyncEnumerator<PolledTask> due = _queue.DueAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await due.MoveNextAsync());
        Assert.True(await due.MoveNextAsync());
        ValueTask<bool> third = due.MoveNextAsync();
        Assert.False(third.IsCompleted);
        _queue.Release();
        Assert.True(await third);
        _queue.Release();
        _queue.Release();
        await _queue.DrainAsync().WaitAsync(TestPipeline.Timeout);
        Assert.False(await due.MoveNextAsync());
    }

    [Fact]
    public async Task The_queue_rests_until_the_next_task_is_due_and_not_when_it_is()
    {
        Add("a", TimeSpan.FromSeconds(10));
        using CancellationTokenSource stop = new();
        await using IAsyncEnumerator<PolledTask> due = _queue.DueAsync(stop.Token).GetAsyncEnumerator();
        ValueTask<bool> next = due.MoveNextAsync();
        await Eventually.TrueAsync(() => _queue.RestsUntil(0) == _clock.Now.AddSeconds(10), "the wait for the task");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(_queue.RestsUntil(0));
    }

    [Fact]
    public async Task A_queue_is_drained_when_the_last_task_in_hand_is_released()
    {
        _queue.Hold();
        _queue.Hold();
        Task drained = _queue.DrainAsync();
        _queue.Release();
        Assert.False(drained.IsCompleted);
        _queue.Release();
        await drained.WaitAsync(TestPipeline.Timeout);
    }

    private void Add(string id, TimeSpan after, TimeSpan? deadline = null)
    {
        SoraTask task = new() { RequestId = id, Id = id, Provider = "LinkModel", CreatedAt = _clock.Now };
        DateTimeOffset end = deadline is { } limit ? _clock.Now + limit : DateTimeOffset.MaxValue;
        _queue.Hold();
        _queue.Enqueue(new PolledTask(task, new StageItem(0, task), _client.GatewayOf("LinkModel"), end, _clock), after);
        _queue.Release();
    }
}
