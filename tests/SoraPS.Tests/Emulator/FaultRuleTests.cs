using System.Net;
using SoraPS.Emulator;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Emulator.EmulatorClients;

namespace SoraPS.Tests.Emulator;

/// <summary>Which requests a fault meets.</summary>
public sealed class FaultRuleTests
{
    private static readonly DialectCase s_linkModel = DialectCase.Of("LinkModel");

    public static TheoryData<string> Names => DialectCase.Names;

    [Theory, MemberData(nameof(Names))]
    public async Task The_first_request_of_each_row_is_hit_and_no_other(string name)
    {
        DialectCase dialect = DialectCase.Of(name);
        await using EmulatorClient client = With(
            First(EmulatorFaultKind.RateLimited, EmulatorOperation.Create),
            First(EmulatorFaultKind.ErrorBefore, EmulatorOperation.Status));
        foreach (string prompt in new[] { "a fox", "a hare" })
        {
            string body = dialect.CreateBody.Replace("a fox", prompt, StringComparison.Ordinal);
            using HttpResponseMessage first = await client.PostAsync(name, dialect.CreatePath, body);
            using HttpResponseMessage second = await client.PostAsync(name, dialect.CreatePath, body);
            Assert.Equal((429, 200), ((int)first.StatusCode, (int)second.StatusCode));
            string path = dialect.StatusPath(dialect.Id(await EmulatorClient.JsonAsync(second)));
            using HttpResponseMessage poll = await client.GetAsync(name, path);
            using HttpResponseMessage again = await client.GetAsync(name, path);
            Assert.Equal((502, 200), ((int)poll.StatusCode, (int)again.StatusCode));
        }

        Assert.Equal((0, 4), (client.Emulator.Counters.DuplicateTasks, client.Emulator.Counters.FaultsInjected));
    }

    [Fact]
    public async Task Rates_are_met_and_the_same_seed_meets_the_same_rows()
    {
        Assert.Equal(await HitsAsync(7), await HitsAsync(7));
        Assert.NotEqual(await HitsAsync(7), await HitsAsync(8));
        Assert.InRange((await HitsAsync(7)).Count(hit => hit == '1'), 10, 50);

        static async Task<string> HitsAsync(int seed)
        {
            await using EmulatorClient client = new(new EmulatorOptions
            {
                GenerationTime = TimeSpan.Zero,
                Seed = seed,
                Faults = [new EmulatorFault { Kind = EmulatorFaultKind.RateLimited, Rate = 0.3 }],
            });
            string hits = "";
            for (int i = 0; i < 100; i++)
            {
                string body = s_linkModel.CreateBody.Replace("a fox", $"fox {i}", StringComparison.Ordinal);
                using HttpResponseMessage response = await client.PostAsync("LinkModel", s_linkModel.CreatePath, body);
                hits += response.IsSuccessStatusCode ? '0' : '1';
            }

            return hits;
        }
    }

    [Fact]
    public async Task A_slow_answer_waits_on_the_emulators_clock()
    {
        ManualTimeProvider clock = new();
        await using EmulatorClient client = new(new EmulatorOptions
        {
            TimeProvider = clock,
            Faults = [new EmulatorFault { Kind = EmulatorFaultKind.Slow, Delay = TimeSpan.FromHours(1) }],
        });
        Task<HttpResponseMessage> answer =
            client.PostAsync("LinkModel", s_linkModel.CreatePath, s_linkModel.CreateBody);
        while (clock.PendingTimers == 0)
        {
            await Task.Yield();
        }

        Assert.False(answer.IsCompleted);
        clock.Advance(TimeSpan.FromHours(1));
        using HttpResponseMessage response = await answer;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Stopping_breaks_what_is_open()
    {
        ManualTimeProvider clock = new();
        EmulatorClient client = new(new EmulatorOptions
        {
            TimeProvider = clock,
            Faults = [new EmulatorFault { Kind = EmulatorFaultKind.Slow, Delay = TimeSpan.FromHours(1) }],
        });
        Task<HttpResponseMessage> answer =
            client.PostAsync("LinkModel", s_linkModel.CreatePath, s_linkModel.CreateBody);
        while (clock.PendingTimers == 0)
        {
            await Task.Yield();
        }

        await client.Emulator.DisposeAsync().AsTask().WaitAsync(TestPipeline.Timeout);
        await Assert.ThrowsAsync<HttpRequestException>(() => answer);
        await client.DisposeAsync();
    }
}
