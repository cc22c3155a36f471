using SoraPS.Core.Polling.Listing;

namespace SoraPS.Tests.Polling.Listing;

/// <summary>Tasks are looked for on the page that probably shows them: a page has 100, and begins 11 before the newest of them.</summary>
public class ListOrderTests
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly ListOrder _order = new();

    [Theory]
    [InlineData(99, false, null)]
    [InlineData(89, false, null)]
    [InlineData(88, false, "99")]
    [InlineData(50, false, "61")]
    [InlineData(99, true, "99")]
    [InlineData(89, true, "99")]
    [InlineData(50, true, "61")]
    public void A_page_begins_eleven_before_the_newest_or_where_the_list_does(int place, bool skipsFirst, string? after)
    {
        ListedTask[] tasks = Add(100);
        (string? begin, List<ListedTask> due) = Assert.Single(_order.Divide([tasks[place]], skipsFirst));
        Assert.Equal((after, tasks[place]), (begin, Assert.Single(due)));
    }

    [Theory]
    [InlineData(new[] { 200, 121 }, "211:200,121")]
    [InlineData(new[] { 200, 120 }, "211:200|131:120")]
    [InlineData(new[] { 100, 299, 250, 219, 101 }, ":299,250|230:219|112:101,100")]
    public void Tasks_that_eighty_others_were_made_between_are_on_another_page(int[] due, string pages)
    {
        ListedTask[] tasks = Add(300);
        IEnumerable<string> divided = _order.Divide(due.Select(place => tasks[place]), skipsFirst: false)
            .Select(page => $"{page.After}:{string.Join(',', page.Tasks.Select(task => task.Id))}");
        Assert.Equal(pages, string.Join('|', divided));
    }

    [Theory]
    [InlineData(0, 999, 0, true)]
    [InlineData(0, 1000, 0, false)]
    [InlineData(0, 1000, 1000, true)]
    [InlineData(1, 1000, 0, true)]
    [InlineData(1, 1000, 1, true)]
    [InlineData(0, 1200, 999, false)]
    [InlineData(0, 1200, 1000, true)]
    public void A_thousand_that_are_gone_are_forgotten_up_to_the_first_that_is_waited_for(int from, int count, int place, bool isFound)
    {
        ListedTask[] tasks = Add(1201);
        foreach (ListedTask task in tasks.Skip(from).Take(count))
        {
            _order.Remove(task);
        }

        Assert.Equal(isFound ? tasks[place] : null, _order.Find(tasks[place].Id));
    }

    [Fact]
    public void One_that_is_handed_over_again_takes_the_place_of_the_first()
    {
        Add(1);
        Assert.Same(Add(1)[0], _order.Find("0"));
    }

    [Fact]
    public void Where_all_are_gone_all_are_forgotten()
    {
        ListedTask[] tasks = Add(1000);
        Array.ForEach(tasks, _order.Remove);
        Assert.All(tasks, task => Assert.Null(_order.Find(task.Id)));
        Assert.Equal(":0", string.Join('|', _order.Divide(Add(1), skipsFirst: false).Select(page => $"{page.After}:{page.Tasks[0].Id}")));
    }

    // In pairs of a moment; handed over in another order than they were made in.
    private ListedTask[] Add(int count)
    {
        ListedTask[] tasks = [.. Enumerable.Range(0, count).Select(number => new ListedTask(
            new SoraTask { RequestId = "r", Id = $"{number}", Provider = "OpenAI", CreatedAt = s_start.AddSeconds(number / 2) },
            number,
            hasten: static () => { }))];
        foreach (ListedTask task in tasks.OrderBy(task => int.Parse(task.Id, null) * 7919 % count))
        {
            _order.Add(task);
        }

        return tasks;
    }
}
