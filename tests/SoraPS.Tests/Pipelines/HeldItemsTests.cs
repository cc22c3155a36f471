using SoraPS.Core.Stages;

namespace SoraPS.Tests.Pipelines;

/// <summary>What is said of the items that other runs work on.</summary>
public sealed class HeldItemsTests
{
    private readonly HeldItems _items = new();

    [Fact]
    public void Nothing_is_said_of_none() => Assert.Null(_items.Warning(typeof(SoraTask)));

    [Fact]
    public void One_is_named_with_who_works_on_it()
    {
        _items.Add("process 1 on a");
        const string Says = "1 task was left to other runs that are working on them: process 1 on a. ";
        Assert.StartsWith(Says, _items.Warning(typeof(SoraTask)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "6 rows were left to other runs that are working on them: p3 (3), p2 (2), p1 (1). ")]
    [InlineData(4, "10 rows were left to other runs that are working on them: p4 (4), p3 (3), p2 (2), and others. ")]
    public void Of_many_the_three_with_the_most_are_named(int holders, string says)
    {
        foreach (int holder in Enumerable.Range(1, holders).SelectMany(number => Enumerable.Repeat(number, number)))
        {
            _items.Add($"p{holder}");
        }

        Assert.StartsWith(says, _items.Warning(typeof(object)), StringComparison.Ordinal);
    }
}
