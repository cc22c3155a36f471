using SoraPS.Core.Connections;
using SoraPS.Emulator;
using SoraPS.Tests.Support;
using Xunit.Abstractions;

namespace SoraPS.Tests.Pipelines;

/// <summary>How many requests a batch costs at a server that lists tasks.</summary>
public sealed class ListedLineTests(ITestOutputHelper output)
{
    private const int Rows = 1000;

    [Fact]
    public async Task A_batch_of_a_thousand_costs_at_most_two_requests_and_a_third_for_each_task()
    {
        await using TestPipeline pipeline = new(new EmulatorOptions { GenerationTime = TimeSpan.FromSeconds(2) });
        Connection connection = pipeline.Client.Connections.Find("OpenAI")!;
        pipeline.Client.Connections.Set(connection with { PollInterval = null });
        int before = 0;
        for (int batch = 0; batch < 2; batch++)
        {
            PipelineResult result = await pipeline.RunAsync(
                "OpenAI", [.. Enumerable.Range(0, Rows).Select(row => TestPipeline.Row((batch * Rows) + row, $"row-{batch}-{row}"))]);
            Assert.Equal(Rows, result.AssertNoErrors().Videos.Count);
            EmulatorCounters counters = pipeline.Emulator.Counters;
            int all = counters.Creates + counters.Polls + counters.Lists + counters.Downloads;
            output.WriteLine($"{counters.Polls} polls and {counters.Lists} lists so far; {all - before} requests in this batch");
            Assert.InRange(all - before, 2 * Rows, 2.3 * Rows);
            before = all;
        }
    }
}
