using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Gateways;
using SoraPS.Core.Polling.Listing;

namespace SoraPS.Tests.Polling.Listing;

/// <summary>What a page tells whom.</summary>
public class TakenPageTests : GatheringFixture
{
    [Theory]
    [InlineData(SoraTaskState.Running, true, true, 1)]
    [InlineData(SoraTaskState.Running, false, false, 0)]
    [InlineData(SoraTaskState.Failed, true, true, 0)]
    [InlineData(SoraTaskState.Failed, false, true, 0)]
    public async Task A_page_tells_those_that_wait_what_they_asked_and_others_only_of_their_end(
        SoraTaskState state, bool isAskedFor, bool isTaken, int timesRunning)
    {
        Begin(3);
        ListedTask task = Waiting();
        task.IsAsked = true;
        GatewayResult result = Says(state);
        Assert.Equal(isTaken, Due.TryTake(task, result, isAskedFor));
        Task<ListedAnswer> answer = task.Answer!.Task;
        Assert.Equal(isTaken ? result : null, answer.IsCompleted ? (await answer).Result : null);
        Assert.Equal(timesRunning, task.TimesRunning);
        Assert.Equal(!isTaken, Due.Remove(task));
        Assert.Null(task.Found);
        Assert.False(Due.TryTake(task, Says(SoraTaskState.Running), isAskedFor));
    }

    [Theory]
    [InlineData(SoraTaskState.Failed, false, true)]
    [InlineData(SoraTaskState.Failed, true, false)]
    [InlineData(SoraTaskState.Running, false, false)]
    public void The_end_of_one_that_is_not_due_is_kept_for_it(SoraTaskState state, bool isAsked, bool isFound)
    {
        ListedTask task = Made();
        task.IsAsked = isAsked;
        GatewayResult result = Says(state);
        Assert.Equal(isFound, Due.TryTake(task, result, isAskedFor: false));
        Assert.Equal(isFound ? result : null, task.Found);
    }

    [Fact]
    public void What_is_not_there_or_is_not_believed_or_waited_for_tells_nothing()
    {
        ListedTask task = Made();
        Assert.False(Due.TryTake(task, result: null, isAskedFor: true));
        Assert.False(Due.TryTake(task, Says(SoraTaskState.Cancelled), isAskedFor: true));
        Due.Order.Remove(task);
        Assert.False(Due.TryTake(task, Says(SoraTaskState.Failed), isAskedFor: false));
        Assert.Null(task.Found);
    }

    private static GatewayResult Says(SoraTaskState state) => new(
        new TaskReport { State = state, RawState = "some word", Error = new("bad_luck", "It did not work.", SoraErrorKind.TaskFailed) },
        new GatewayAnswer { Status = 200 });
}
