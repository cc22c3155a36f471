using SoraPS.Core.Polling.Listing;

namespace SoraPS.Tests.Polling.Listing;

/// <summary>Who waits for others, and when a page is asked for.</summary>
public class GatheringTests : GatheringFixture
{
    [Fact]
    public void A_task_waits_for_others_only_while_three_requests_are_under_way()
    {
        Assert.Null(Due.TryAdd(Made()));
        Begin(2);
        Assert.Null(Due.TryAdd(Made()));
        Begin(1);
        Assert.False(Waiting().Answer!.Task.IsCompleted);
        Assert.Equal((4, 3), Due.UnderWay);
        End(1);
        Assert.Null(Due.TryAdd(Made()));
        Assert.Equal((3, 2), Due.UnderWay);
    }

    [Fact]
    public async Task A_task_waits_while_a_page_is_under_way_and_no_second_page_is_asked_for_meanwhile()
    {
        Begin(3);
        ListedTask[] first = [Waiting(), Waiting(), Waiting()];
        List<ListedTask> page = Assert.Single(Due.TakePages()).Tasks;
        End(3);
        ListedTask[] next = [Waiting(), Waiting(), Waiting()];
        Assert.Equal((6, 1), Due.UnderWay);
        Assert.Empty(Due.TakePages());
        Due.EndPage(page, default);
        Assert.All(await Task.WhenAll(first.Select(task => task.Answer!.Task)), answer => Assert.Equal(default, answer));
        Assert.Equal((3, 0), Due.UnderWay);
        Assert.Equal(next.Reverse(), Assert.Single(Due.TakePages()).Tasks);
    }

    [Fact]
    public void One_of_which_a_list_has_twice_said_that_it_runs_waits_for_no_other_page()
    {
        Begin(3);
        ListedTask task = Made();
        task.TimesRunning = 1;
        Assert.NotNull(Due.TryAdd(task));
        Assert.True(Due.Remove(task));
        task.TimesRunning = 2;
        Assert.Null(Due.TryAdd(task));
        Assert.False(Due.Remove(task));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Fewer_than_three_are_told_to_ask_by_themselves(int count, bool isPage)
    {
        Begin(3);
        ListedTask[] tasks = [.. Enumerable.Range(0, count).Select(_ => Waiting())];
        Assert.Equal(isPage ? 1 : 0, Due.TakePages().Count);
        Assert.All(tasks, task => Assert.Equal(isPage, !task.Answer!.Task.IsCompleted));
        Assert.Empty(Due.TakePages());
    }

    [Fact]
    public void Where_the_first_page_is_skipped_the_newest_asks_by_itself_as_a_page_begins_after_it()
    {
        Due.Use.Note(0, isFirst: true);
        Begin(3);
        ListedTask[] tasks = [Waiting(), Waiting(), Waiting(), Waiting()];
        (string? after, List<ListedTask> asked) = Assert.Single(Due.TakePages());
        Assert.Equal(tasks[3].Id, after);
        Assert.Equal([tasks[2], tasks[1], tasks[0]], asked);
        Assert.True(tasks[3].Answer!.Task.IsCompleted);
    }

    [Fact]
    public void A_list_of_no_use_is_not_waited_for()
    {
        Begin(3);
        ListedTask[] tasks = [Waiting(), Waiting(), Waiting()];
        Due.Use.Note(new SoraException(SoraErrorKind.InvalidResponse, "No list."), isFirst: true);
        Assert.Null(Due.TryAdd(Made()));
        Assert.Empty(Due.TakePages());
        Assert.All(tasks, task => Assert.True(task.Answer!.Task.IsCompleted));
    }
}
