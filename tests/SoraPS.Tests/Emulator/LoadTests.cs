using SoraPS.Emulator;

namespace SoraPS.Tests.Emulator;

public sealed class LoadTests
{
    [Fact]
    public async Task Two_thousand_tasks_are_held_at_once()
    {
        const int Count = 2000;
        DialectCase dialect = DialectCase.Of("AimlApi");
        ManualTimeProvider clock = new();
        await using EmulatorClient client = new(new EmulatorOptions { TimeProvider = clock });
        string[] ids = new string[Count];
        await Parallel.ForAsync(0, Count, async (i, _) =>
        {
            string body = dialect.CreateBody.Replace("a fox", $"fox {i}", StringComparison.Ordinal);
            using HttpResponseMessage response = await client.PostAsync("AimlApi", dialect.CreatePath, body);
            ids[i] = dialect.Id(await EmulatorClient.JsonAsync(response));
        });
        Assert.All(client.Emulator.Tasks, task => Assert.Equal("Queued", task.State));
        clock.Advance(TimeSpan.FromSeconds(2));
        await Parallel.ForAsync(0, Count, async (i, _) =>
            Assert.Equal("completed", dialect.State(await DialectTests.StatusAsync(client, dialect, ids[i]))));
        EmulatorCounters counters = client.Emulator.Counters;
        Assert.Equal((Count, Count, 0, 1),
            (counters.TasksMade, counters.Polls, counters.DuplicateTasks, counters.MaxTasksPerRow));
    }
}
