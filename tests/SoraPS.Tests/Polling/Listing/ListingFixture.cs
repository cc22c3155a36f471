using SoraPS.Core.Ledger.Sharing;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Polling.Listing;

/// <summary>Tasks that are all due at once, every ten seconds, at a gateway that takes a moment for each answer.</summary>
public abstract class ListingFixture : IDisposable
{
    private protected const int Interval = 10;

    private protected readonly ManualTimeProvider _clock = new();
    private protected readonly TimedGateway _gateway;
    private protected readonly RememberingLedger _ledger = new();
    private protected readonly PipelineResult _result = new();

    protected ListingFixture() => _gateway = new TimedGateway(_clock) { Latency = TimeSpan.FromSeconds(0.2) };

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _gateway.Dispose();
    }

    /// <summary>Status requests of all tasks.</summary>
    private protected int Polls => _gateway.NewestFirst.Sum(id => _gateway.PollsAt(id).Count);

    private protected SoraTask[] Made(int count, double seconds, bool fails = false) =>
        [.. Enumerable.Range(0, count).Select(_ => _gateway.Make(seconds, fails))];

    /// <summary>A page as a server gives it that lists newest first.</summary>
    private protected HttpResponseMessage Page(string? after, Func<string, string>? json = null)
    {
        IEnumerable<string> ids = _gateway.NewestFirst;
        ids = after is null ? ids : ids.SkipWhile(id => id != after).Skip(1);
        IEnumerable<string> items = ids.Take(100).Select(json ?? _gateway.Json);
        return TimedGateway.Of(200, $$"""{"object":"list","data":[{{string.Join(',', items)}}],"has_more":true}""");
    }

    /// <summary>Waits for tasks; gives the seconds from the first one's beginning to when all had ended.</summary>
    private protected async Task<double> WaitAsync(SoraTask[] tasks, TimeSpan? timeout = null)
    {
        await new TimedRun(_clock, _gateway, new LedgerSource(_ => _ledger))
        {
            Interval = TimeSpan.FromSeconds(Interval),
            Timeout = timeout,
            Copies = ["Copy"],
        }.WaitAsync(_result, () => tasks);
        return (_clock.GetUtcNow() - tasks[0].CreatedAt).TotalSeconds;
    }

    private protected void AssertAllSucceeded(SoraTask[] tasks)
    {
        Assert.All(_result.AssertNoErrors().Ended, task => Assert.Equal(SoraTaskState.Succeeded, task.State));
        Assert.Equal(tasks.Select(task => task.Id).Order(), _result.Ended.Select(task => task.Id).Order());
    }
}
