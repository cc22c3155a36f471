using SoraPS.Core.Connections;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>A provider that may have only so many unfinished tasks, over all who use the ledger.</summary>
[Trait("Ledger", "Any")]
public sealed class ConcurrentTasksTests : IAsyncDisposable
{
    private const int Places = 3;
    private const int Rows = 12;

    private readonly ManualTimeProvider _clock = new();
    private readonly TestPipeline _pipeline;

    public ConcurrentTasksTests()
    {
        // The gateway refuses one more unfinished task, which the tests would see.
        _pipeline = new(new EmulatorOptions { GenerationTime = TimeSpan.FromMilliseconds(200), ConcurrencyLimit = Places }, _clock);
        Connection connection = _pipeline.Client.Connections.Find("OpenAI")!;
        _pipeline.Client.Connections.Set(connection with { ConcurrentTasks = Places });
    }

    [Fact]
    public async Task Rows_wait_until_a_task_has_ended_and_all_are_made()
    {
        PipelineResult result = await _clock.DriveAsync(_pipeline.RunAsync("OpenAI", [.. TestPipeline.Rows(Rows)]));
        Assert.Equal(Rows, result.AssertNoErrors().Videos.Count);
        Assert.Equal(Rows, _pipeline.Emulator.Counters.Creates);
    }

    [Fact]
    public async Task Where_nobody_waits_for_the_tasks_they_are_asked_about()
    {
        PipelineResult result = await _clock.DriveAsync(_pipeline.SubmitAsync("OpenAI", [.. TestPipeline.Rows(Places + 1)]));
        Assert.Equal(Places + 1, result.AssertNoErrors().Submitted.Count);
        Assert.Equal(Places + 1, _pipeline.Emulator.Counters.Creates);
        await using StoredLedger ledger = _pipeline.Ledger.Open();
        Assert.NotEmpty(await ledger.ListAsync(new LedgerQuery { States = [SoraTaskState.Succeeded] }));
    }

    [Fact]
    public async Task Unfinished_tasks_of_nobody_are_asked_about_every_ten_seconds_and_the_wait_is_told_once()
    {
        EmulatorOptions slow = new() { GenerationTime = TimeSpan.FromSeconds(55), TimeProvider = _clock };
        await using TestPipeline pipeline = new(slow, _clock);
        pipeline.Client.Connections.Set(pipeline.Client.Connections.Find("OpenAI")! with { ConcurrentTasks = 1 });
        SubmitOptions options = new() { Provider = "OpenAI", Detail = new Verbosity(Lines: true, Bodies: false) };
        PipelineResult result = await _clock.DriveAsync(pipeline.SubmitAsync(options, [.. TestPipeline.Rows(2)]));
        Assert.Equal(2, result.AssertNoErrors().Submitted.Count);
        Assert.InRange(result.VerboseMessage.Count(told => told.Contains(": GET ", StringComparison.Ordinal)), 5, 6);
        Assert.Single(result.VerboseMessage, told => told.Contains("waiting until one has ended", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();
}
