using SoraPS.Core.Polling;

namespace SoraPS.Tests.Callbacks;

/// <summary>A task that is called back about is polled at once, and rarely before; one that never is, is found all the same.</summary>
public sealed class CallbackWaitTests() : CallbackWaits([.. Enumerable.Range(0, 60).Select(index => 85.0 + (index % 11))])
{
    [Fact]
    public async Task A_callback_has_its_task_polled_at_once_and_no_earlier()
    {
        await using WaitStage stage = NewWait();
        SoraTask task = _gateway.Make(70, Hints, calledAfter: 0.25);
        await DriveAsync(stage, task);
        Assert.Equal([70.25], _gateway.PollsOf(task));
    }

    [Fact]
    public async Task A_callback_is_remembered_until_the_wait_begins()
    {
        SoraTask task = _gateway.Make(20, Hints, calledAfter: 0);
        _clock.Advance(TimeSpan.FromSeconds(30));
        await using WaitStage stage = NewWait();
        await DriveAsync(stage, task);
        Assert.Equal([30], _gateway.PollsOf(task));
    }

    [Fact]
    public async Task One_that_is_overdue_is_polled_as_usual()
    {
        await using WaitStage stage = NewWait();
        SoraTask soon = _gateway.Make(90, Hints);
        SoraTask late = _gateway.Make(150, Hints);
        await DriveAsync(stage, soon, late);
        Assert.InRange(Assert.Single(_gateway.PollsOf(soon)), 115, 136);
        Assert.InRange(_gateway.PollsOf(late)[0], 115, 136);
        Assert.InRange(_gateway.PollsOf(late)[^1], 150, 175);
        Assert.InRange(_gateway.PollsOf(late).Count, 2, 12);
    }

    [Fact]
    public async Task Without_callbacks_nothing_changes()
    {
        await using WaitStage stage = NewWait();
        SoraTask task = _gateway.Make(90);
        await DriveAsync(stage, task);
        Assert.InRange(_gateway.PollsOf(task)[0], 80, 100);
        Assert.InRange(_gateway.PollsOf(task)[^1], 90, 97);
    }

    [Fact]
    public async Task An_interval_that_the_user_set_is_kept()
    {
        await using WaitStage stage = NewWait(new WaitOptions { PollInterval = TimeSpan.FromSeconds(10) });
        SoraTask task = _gateway.Make(25, Hints);
        await DriveAsync(stage, task);
        Assert.Equal([10, 20, 30], _gateway.PollsOf(task));
    }

    [Fact]
    public async Task A_callback_that_comes_too_early_costs_a_poll_and_ends_nothing()
    {
        await using WaitStage stage = NewWait();
        SoraTask task = _gateway.Make(90, Hints, calledAfter: -60);
        Assert.Equal(SoraTaskState.Succeeded, Assert.Single(await DriveAsync(stage, task)).State);
        Assert.Equal(30, _gateway.PollsOf(task)[0]);
        Assert.InRange(_gateway.PollsOf(task)[1], 80, 100);
    }

    [Fact]
    public async Task Several_waits_each_hear_of_their_own()
    {
        await using WaitStage one = NewWait();
        await using WaitStage other = NewWait();
        SoraTask first = _gateway.Make(40, Hints, calledAfter: 0);
        SoraTask second = _gateway.Make(40, Hints, calledAfter: 0);
        Assert.True(other.TryPost(second));
        await Support.Eventually.TrueAsync(() => other.IsResting, "the other wait");
        await DriveAsync(one, first);
        await Support.Eventually.TrueAsync(() => other.Progress.Open.Count == 0, "the end of the other wait");
        Assert.Equal([40], _gateway.PollsOf(first));
        Assert.Equal([40], _gateway.PollsOf(second));
    }

    [Fact]
    public async Task A_signed_webhook_hastens_by_the_gateways_id()
    {
        await using WaitStage stage = NewWait();
        SoraTask task = _gateway.Make(50);
        await using ITimer webhook = _clock.CreateTimer(_ => Hints.Call(task.Id!), null, TimeSpan.FromSeconds(50), TimeSpan.Zero);
        await DriveAsync(stage, task);
        Assert.Equal([50], _gateway.PollsOf(task));
    }
}
