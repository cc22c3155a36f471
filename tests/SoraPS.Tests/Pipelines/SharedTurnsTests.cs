using SoraPS.Core;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Requests;
using SoraPS.Core.Submission;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>The requests a minute of a provider, over several clients with one ledger, as processes have.</summary>
public sealed class SharedTurnsTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly TestLedger _ledger = new(isPostgres: false);

    [Fact]
    public async Task Two_clients_together_keep_to_the_limit()
    {
        await using TestPipeline one = Limited(perMinute: 60);
        await using TestPipeline two = Limited(perMinute: 60);
        long start = _clock.GetTimestamp();
        PipelineResult[] results = await _clock.DriveAsync(Task.WhenAll(SubmitAsync(one, "spring"), SubmitAsync(two, "summer")));

        // Twelve requests, one a second, of which the first need not wait.
        Assert.Equal(12, results.Sum(result => result.AssertNoErrors().Submitted.Count));
        Assert.InRange(_clock.GetElapsedTime(start).TotalSeconds, 10.5, 20);
    }

    [Fact]
    public async Task Many_turns_are_taken_together_and_without_the_ledger_a_client_keeps_to_the_limit_itself()
    {
        int asked = 0;
        TimeSpan? wait = TimeSpan.Zero;
        LedgerSource source = new(_ => new AskedLedger(_ledger.Open(_clock), () =>
        {
            asked++;
            return wait ?? throw new SoraException(SoraErrorKind.WriteFailed, "It is away.", new LedgerAwayException(null));
        }));
        SharedTurns turns = new(source, _clock);
        Uri server = new("http://localhost/v1");
        Task<bool> WaitAsync() => turns.WaitAsync(server, "OpenAI", 6_000, CancellationToken.None).AsTask();
        Assert.Equal((false, 0), (await WaitAsync(), asked));

        await using LedgerLease open = source.Lease(server);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => WaitAsync())), Assert.True);
        Assert.Equal(3, asked);
        wait = null;
        bool[] rest = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WaitAsync()));
        Assert.Equal((5, 4), (rest.Count(isShared => isShared), asked));
    }

    public void Dispose() => _ledger.Dispose();

    private TestPipeline Limited(int perMinute)
    {
        TestPipeline pipeline = new(TestPipeline.Done, _clock, new LedgerSource(_ => _ledger.Open(_clock)));
        SoraClient client = pipeline.Client;
        client.Connections.Set(client.Connections.Find("OpenAI")! with { RequestsPerMinute = perMinute });
        return pipeline;
    }

    private static Task<PipelineResult> SubmitAsync(TestPipeline pipeline, string batch)
    {
        VideoRequest[] rows = [.. TestPipeline.Rows(6).Select(row => row with { Batch = batch })];
        return pipeline.SubmitAsync(new SubmitOptions { Provider = "OpenAI" }, rows);
    }

    private sealed class AskedLedger(ILedger inner, Func<TimeSpan?> answer) : WatchedLedger(inner, _ => Task.CompletedTask)
    {
        public override Task<TimeSpan?> TakeTurnsAsync(string provider, TimeSpan length, TimeSpan slack) => Task.FromResult(answer());
    }
}
