using SoraPS.Core;
using SoraPS.Core.Connections;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Polling;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Polling.Listing;

/// <summary>A stop does not wait for a page, and none is left behind.</summary>
public sealed class StoppedListTests : ListingFixture
{
    [Fact]
    public async Task A_stop_ends_a_page_that_is_under_way()
    {
        _gateway.ListHangs = true;
        using SoraClient client = new(_clock, new LedgerSource(_ => _ledger)) { Handler = _gateway };
        client.Connections.Set(client.Connections.Find("OpenAI")! with
        {
            BaseUri = new Uri("http://timed.invalid"),
            SessionKey = new ApiKey("some-key"),
        });
        WaitStage stage = client.Wait(new WaitOptions { PollInterval = TimeSpan.FromSeconds(Interval) });
        foreach (SoraTask task in Made(30, 100))
        {
            Assert.True(stage.TryPost(task));
        }

        while (_gateway.Lists.IsEmpty)
        {
            await Eventually.TrueAsync(() => stage.RestsUntil(_gateway.Pending) is not null, "the wait for an answer");
            _clock.AdvanceToNext();
        }

        await stage.DisposeAsync().AsTask().WaitAsync(TestPipeline.Timeout);
        Assert.Equal(0, _gateway.Pending);
    }
}
