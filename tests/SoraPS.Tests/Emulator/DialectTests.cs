using System.Net;
using System.Text.Json.Nodes;
using SoraPS.Emulator;

namespace SoraPS.Tests.Emulator;

public sealed class DialectTests
{
    public static TheoryData<string> Names => DialectCase.Names;

    [Theory, MemberData(nameof(Names))]
    public async Task From_prompt_to_file(string name)
    {
        DialectCase dialect = DialectCase.Of(name);
        await using EmulatorClient client = new();
        string id = await CreateAsync(client, dialect);

        JsonNode status = await StatusAsync(client, dialect, id);
        Assert.Equal(dialect.Done, dialect.State(status));
        using HttpResponseMessage file = dialect.Link(status) is { } link
            ? await client.FetchAsync(link)
            : await client.GetAsync(name, dialect.ContentPath(id)!);

        byte[] bytes = await file.Content.ReadAsByteArrayAsync();
        Assert.Equal("video/mp4", file.Content.Headers.ContentType!.MediaType);
        Mp4Facts facts = Mp4Facts.Of(bytes);
        Assert.Equal(dialect.Size, $"{facts.Width}x{facts.Height}");
        Assert.Equal(TimeSpan.FromSeconds(dialect.Seconds), facts.Duration);
        EmulatedTask task = Assert.Single(client.Emulator.Tasks);
        Assert.Equal((id, name, "a fox", "Succeeded"), (task.Id, task.Dialect, task.Prompt, task.State));
        EmulatorCounters counters = client.Emulator.Counters;
        Assert.Equal((1, 1, 1, 1, 0), (counters.TasksMade, counters.Creates, counters.Polls, counters.Downloads,
            counters.KeysSeenOnDownloadOrigin));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task States_follow_the_clock(string name)
    {
        DialectCase dialect = DialectCase.Of(name);
        ManualTimeProvider clock = new();
        await using EmulatorClient client = new(new EmulatorOptions { TimeProvider = clock });
        string id = await CreateAsync(client, dialect);
        List<string> states = new();
        for (int i = 0; i < 5; i++, clock.Advance(TimeSpan.FromSeconds(0.5)))
        {
            states.Add(dialect.State(await StatusAsync(client, dialect, id)));
        }

        Assert.Equal([.. dialect.OnTheWay, dialect.Done], states);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_wrong_key_is_refused(string name)
    {
        DialectCase dialect = DialectCase.Of(name);
        await using EmulatorClient client = new() { Key = "wrong" };
        using HttpResponseMessage response = await client.PostAsync(name, dialect.CreatePath, dialect.CreateBody);
        Assert.Equal(dialect.BadKeyStatus, (int)response.StatusCode);
        Assert.True(response.Headers.Contains("x-request-id"));
        Assert.Equal(0, client.Emulator.Counters.TasksMade);
    }

    [Fact]
    public async Task Azures_header_of_the_key_is_taken_for_OpenAIs()
    {
        DialectCase dialect = DialectCase.Of("OpenAI");
        await using EmulatorClient client = new();
        using HttpRequestMessage create = new(HttpMethod.Post, client.Emulator.BaseUri("OpenAI") + dialect.CreatePath)
        {
            Content = new StringContent(dialect.CreateBody),
            Headers = { { "api-key", client.Key } },
        };
        using HttpResponseMessage response = await client.SendAsync(create, dialect: null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task An_empty_account_is_refused(string name)
    {
        DialectCase dialect = DialectCase.Of(name);
        await using EmulatorClient client = new() { Key = "no-credit" };
        using HttpResponseMessage response = await client.PostAsync(name, dialect.CreatePath, dialect.CreateBody);
        Assert.Equal(dialect.NoCredit.Status, (int)response.StatusCode);
        string told = response.IsSuccessStatusCode
            ? (await StatusAsync(client, dialect, dialect.Id(await EmulatorClient.JsonAsync(response)))).ToJsonString()
            : await response.Content.ReadAsStringAsync();
        Assert.Contains(dialect.NoCredit.Words, told, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Tasks_fail_and_are_cancelled(string name)
    {
        DialectCase dialect = DialectCase.Of(name);
        await using EmulatorClient client = new();
        client.Emulator.Inject(new EmulatorFault { Kind = EmulatorFaultKind.FailedTask, Count = 1 });
        client.Emulator.Inject(new EmulatorFault { Kind = EmulatorFaultKind.CancelledTask, Count = 1 });
        JsonNode failed = await StatusAsync(client, dialect, await CreateAsync(client, dialect));
        JsonNode cancelled = await StatusAsync(client, dialect, await CreateAsync(client, dialect));
        Assert.Equal((dialect.Failed, dialect.Cancelled), (dialect.State(failed), dialect.State(cancelled)));
        Assert.Null(dialect.Link(failed));
        Assert.Equal((1, 2), (client.Emulator.Counters.DuplicateTasks, client.Emulator.Counters.MaxTasksPerRow));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Too_many_unfinished_tasks_are_refused(string name)
    {
        DialectCase dialect = DialectCase.Of(name);
        ManualTimeProvider clock = new();
        await using EmulatorClient client = new(new EmulatorOptions { ConcurrencyLimit = 1, TimeProvider = clock });
        await CreateAsync(client, dialect);
        using HttpResponseMessage refused = await client.PostAsync(name, dialect.CreatePath, dialect.CreateBody);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        clock.Advance(TimeSpan.FromSeconds(2));
        await CreateAsync(client, dialect);
    }

    internal static async Task<string> CreateAsync(EmulatorClient client, DialectCase dialect)
    {
        using HttpResponseMessage response =
            await client.PostAsync(dialect.Name, dialect.CreatePath, dialect.CreateBody);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return dialect.Id(await EmulatorClient.JsonAsync(response));
    }

    internal static async Task<JsonNode> StatusAsync(EmulatorClient client, DialectCase dialect, string id)
    {
        using HttpResponseMessage response = await client.GetAsync(dialect.Name, dialect.StatusPath(id));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await EmulatorClient.JsonAsync(response);
    }
}
