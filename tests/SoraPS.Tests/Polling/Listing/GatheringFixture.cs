using SoraPS.Core.Dialects.OpenAI;
using SoraPS.Core.Polling.Listing;

namespace SoraPS.Tests.Polling.Listing;

/// <summary>Tasks at one gateway that wait for a page of its list.</summary>
public abstract class GatheringFixture
{
    private readonly ManualTimeProvider _time = new();
    private int _made;

    private protected GatheringFixture() => Due = new(new OpenAIDialect(), _time);

    private protected Gathering Due { get; }

    /// <summary>So many requests about single tasks are under way.</summary>
    private protected void Begin(int requests)
    {
        for (int request = 0; request < requests; request++)
        {
            Due.BeginSingle();
        }
    }

    /// <summary>So many of them have ended.</summary>
    private protected void End(int requests)
    {
        for (int request = 0; request < requests; request++)
        {
            Due.EndSingle();
        }
    }

    private protected ListedTask Waiting()
    {
        ListedTask task = Made();
        Assert.NotNull(Due.TryAdd(task));
        return task;
    }

    private protected ListedTask Made()
    {
        SoraTask task = new() { RequestId = "r", Id = $"video_{_made}", Provider = "OpenAI", CreatedAt = _time.GetUtcNow() };
        ListedTask listed = new(task, _made++, hasten: static () => { });
        Due.Order.Add(listed);
        return listed;
    }
}
