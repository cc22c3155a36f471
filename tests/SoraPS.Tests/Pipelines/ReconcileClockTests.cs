using System.Globalization;
using System.Text;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Pipelines.LostRow;

namespace SoraPS.Tests.Pipelines;

/// <summary>Clocks, and others who look for their rows, when a lost row is looked for.</summary>
[Trait("Ledger", "Any")]
public sealed class ReconcileClockTests
{
    [Theory]
    [InlineData(-3)]
    [InlineData(20)]
    public async Task A_clock_that_is_wrong_is_seen_by_the_gateways(int minutesAhead)
    {
        DateTimeOffset sent = DateTimeOffset.UtcNow;
        string date = sent.AddMinutes(minutesAhead).ToString("R", CultureInfo.InvariantCulture);
        byte[] list = Encoding.UTF8.GetBytes($$"""{"data":[{{Listed("video_1", sent.AddMinutes(minutesAhead))}}],"has_more":false}""");
        await using RawServer server = new(request => request.SendAsync(200, "application/json", list, $"Date: {date}"));
        await using TestPipeline pipeline = new();
        pipeline.Connect(Provider, server.Uri, "some-key");
        SoraTask lost = Lost(server, "r1", sent);
        await RecordAsync(pipeline, lost, givenUp: sent);

        Assert.Equal("video_1", Assert.Single((await PollAsync(pipeline, lost)).AssertNoErrors().Ended).Id);
    }

    [Fact]
    public async Task Two_who_look_at_the_same_time_do_not_take_one_task_for_two_rows()
    {
        DateTimeOffset sent = DateTimeOffset.UtcNow;
        byte[] list = Encoding.UTF8.GetBytes($$"""{"data":[{{Listed("video_1", sent)}}],"has_more":false}""");
        await using RawServer server = new(request => request.SendAsync(200, "application/json", list));
        TestPipeline? made = null;
        using SemaphoreSlim bothFound = new(0);
        int found = 0;
        await using TestPipeline pipeline = made = new(ledgers: new LedgerSource(Open));
        await using TestPipeline other = new(ledgers: new LedgerSource(Open));
        pipeline.Connect(Provider, server.Uri, "some-key");
        other.Connect(Provider, server.Uri, "some-key");
        SoraTask[] lost = [Lost(server, "r1", sent), Lost(server, "r2", sent)];
        await RecordAsync(pipeline, lost[0], sent);
        await RecordAsync(pipeline, lost[1], sent);

        PipelineResult[] results = await Task.WhenAll(PollAsync(pipeline, lost[0]), PollAsync(other, lost[1]));
        Assert.Equal("video_1", Assert.Single(results.SelectMany(result => result.Ended)).Id);
        SoraException error = results.Single(result => result.Ended.Count == 0).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Contains("taken up for another row", error.Message, StringComparison.Ordinal);

        ILedger Open(string? path) => new WatchedLedger(made!.Ledger.Open(), FindTogetherAsync);

        async Task FindTogetherAsync(LedgerEntry entry)
        {
            if (entry.Happened.StartsWith("Found", StringComparison.Ordinal))
            {
                if (Interlocked.Increment(ref found) == 2)
                {
                    bothFound.Release(2);
                }

                await bothFound.WaitAsync(TestPipeline.Timeout);
            }
        }
    }

    [Fact]
    public async Task What_was_found_before_is_given_without_another_look()
    {
        await using TestPipeline pipeline = Losing(1);
        SoraTask lost = await LostAsync(pipeline, TestPipeline.Row(1));
        SoraTask found = Assert.Single((await PollAsync(pipeline, lost)).AssertNoErrors().Ended);

        Assert.Equal(found.Id, Assert.Single((await PollAsync(pipeline, lost)).AssertNoErrors().Ended).Id);
    }

    [Theory]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("Mon, 01 Jan 0001 00:00:00 GMT")]
    public async Task A_date_that_is_no_gateways_is_not_counted_with(string date)
    {
        await using RawServer server = new(request => request.SendAsync(
            200, "application/json", """{"data":[],"has_more":false}"""u8.ToArray(), $"Date: {date}"));
        await using TestPipeline pipeline = new();
        pipeline.Connect(Provider, server.Uri, "some-key");
        SoraTask lost = Lost(server, "lost", DateTimeOffset.UtcNow);
        await RecordAsync(pipeline, lost, DateTimeOffset.UtcNow);

        SoraException error = (await PollAsync(pipeline, lost)).Error(SoraErrorKind.SubmissionUnknown);
        Assert.Contains("no task that fits", error.Message, StringComparison.Ordinal);
    }
}
