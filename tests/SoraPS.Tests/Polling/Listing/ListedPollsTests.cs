namespace SoraPS.Tests.Polling.Listing;

/// <summary>Tasks that are due together are asked about by a page of the gateway's list.</summary>
public sealed class ListedPollsTests : ListingFixture
{
    public ListedPollsTests() => _gateway.List = after => Page(after);

    [Fact]
    public async Task Thirty_tasks_cost_a_few_requests_where_they_would_cost_sixty()
    {
        SoraTask[] tasks = Made(30, 15);
        Assert.InRange(await WaitAsync(tasks), 20.6, 20.81);
        AssertAllSucceeded(tasks);
        Assert.Equal(2, _gateway.Lists.Count);
        Assert.InRange(Polls, 6, 9);
        Assert.DoesNotContain(_result.VerboseMessage, line => line.Contains("of no use", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Three_tasks_are_asked_about_by_themselves_at_once()
    {
        SoraTask[] tasks = Made(3, 15);
        Assert.InRange(await WaitAsync(tasks), 20.4, 20.41);
        AssertAllSucceeded(tasks);
        Assert.Equal((6, 0), (Polls, _gateway.Lists.Count));
    }

    [Fact]
    public async Task A_page_shows_the_ends_of_those_that_are_not_due_yet()
    {
        SoraTask[] tasks = Made(90, 5);
        await WaitAsync(tasks);
        AssertAllSucceeded(tasks);
        Assert.InRange(_gateway.Lists.Count, 1, 3);
        Assert.InRange(Polls, 3, 12);
    }

    [Fact]
    public async Task Neighbours_are_looked_for_where_they_are_in_the_list()
    {
        SoraTask[] tasks = Made(30, 15);
        SoraTask[] newer = Made(300, 1000);
        await WaitAsync([.. tasks, .. newer[..20]], TimeSpan.FromSeconds(25));
        Assert.Equal(30, _result.Ended.Count);
        Assert.InRange(_gateway.Lists.Count, 2, 10);

        // Without the list, each of them would take two polls at least.
        Assert.InRange(tasks.Sum(task => _gateway.PollsAt(task).Count), 0, 45);
    }

    [Fact]
    public async Task Where_others_make_newer_tasks_the_first_page_is_read_once_in_vain()
    {
        SoraTask[] tasks = Made(30, 35);
        Made(300, 1000);
        List<string?> pages = [];
        _gateway.List = after =>
        {
            pages.Add(after);
            return Page(after);
        };
        await WaitAsync(tasks);
        AssertAllSucceeded(tasks);
        Assert.Null(pages[0]);
        Assert.InRange(pages.Count, 3, 5);
        Assert.All(pages.Skip(1), after => Assert.Contains(after, tasks.Select(task => task.Id)));
        Assert.InRange(Polls, 30, 90);
    }

    [Fact]
    public async Task A_task_that_the_page_lacks_is_asked_about_by_itself()
    {
        SoraTask[] tasks = Made(30, 15);
        _gateway.List = after => Page(after, id => id == "video_7" ? _gateway.Json("other") : _gateway.Json(id));
        await WaitAsync(tasks);
        AssertAllSucceeded(tasks);
        Assert.Equal(2, _gateway.PollsAt(tasks[7]).Count);
    }

    [Fact]
    public async Task A_list_that_lags_is_believed_twice_at_most()
    {
        SoraTask[] tasks = Made(30, 5);
        _gateway.List = after => Page(after, id => $$"""{"id":"{{id}}","status":"in_progress"}""");
        Assert.InRange(await WaitAsync(tasks), 30, 31);
        AssertAllSucceeded(tasks);
    }

    [Fact]
    public async Task A_failure_with_its_reason_is_believed()
    {
        SoraTask[] tasks = Made(30, 15, fails: true);
        await WaitAsync(tasks);
        Assert.Equal((30, 30), (_result.Ended.Count, _result.Errors.Count));
        Assert.All(_result.Ended, task => Assert.Equal(("bad_luck", "It did not work."), (task.Error!.Code, task.Error.Message)));
        Assert.Equal(2, _gateway.Lists.Count);
        Assert.InRange(Polls, 6, 9);
        Assert.DoesNotContain(_result.VerboseMessage, line => line.Contains("of no use", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tasks_of_another_address_are_not_looked_for()
    {
        SoraTask[] tasks = Made(30, 15);
        tasks[9] = tasks[9] with { Endpoint = new Uri("http://elsewhere.invalid"), CreatedAt = _clock.GetUtcNow().AddHours(-1) };
        await WaitAsync(tasks);
        Assert.Equal(29, _result.Ended.Count);
        Assert.Equal(SoraErrorKind.TaskNotFound, Assert.IsType<SoraException>(Assert.Single(_result.Errors).Error).Kind);
    }

    [Fact]
    public async Task Each_provider_has_pages_of_its_own()
    {
        _gateway.List = after => Page(after);
        SoraTask[] tasks = [.. Made(15, 15), .. Made(15, 15).Select(task => task with { Provider = "Copy" })];
        await WaitAsync(tasks);
        AssertAllSucceeded(tasks);
        Assert.Equal(4, _gateway.Lists.Count);
        Assert.Equal(15, _result.Ended.Count(task => task.Provider == "Copy"));
    }

    [Fact]
    public async Task A_deadline_is_kept_while_a_page_is_under_way()
    {
        SoraTask[] tasks = Made(30, 1000);
        _gateway.Latency = TimeSpan.FromSeconds(4);
        await WaitAsync(tasks, TimeSpan.FromSeconds(15));
        Assert.Equal(30, _result.Errors.Count(one => one.Error is SoraException { Kind: SoraErrorKind.WaitTimeout }));
        Assert.InRange((_clock.GetUtcNow() - tasks[0].CreatedAt).TotalSeconds, 15, 16);
    }
}
