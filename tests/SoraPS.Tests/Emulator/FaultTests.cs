using System.Net;
using System.Text.Json.Nodes;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Emulator;

public sealed class FaultTests
{
    private static readonly DialectCase s_linkModel = DialectCase.Of("LinkModel");
    private static readonly DialectCase s_openAi = DialectCase.Of("OpenAI");

    public static TheoryData<string> Names => DialectCase.Names;

    [Theory]
    [InlineData(EmulatorFaultKind.LostReply, 1)]
    [InlineData(EmulatorFaultKind.Reset, 0)]
    public async Task A_broken_connection_reaches_the_client(EmulatorFaultKind kind, int made)
    {
        await using EmulatorClient client = With(new EmulatorFault { Kind = kind, On = EmulatorOperation.Create });
        await Assert.ThrowsAsync<HttpRequestException>(
            () => client.PostAsync("LinkModel", s_linkModel.CreatePath, s_linkModel.CreateBody));
        Assert.Equal((made, 1), (client.Emulator.Counters.TasksMade, client.Emulator.Counters.FaultsInjected));
    }

    [Theory]
    [InlineData(EmulatorFaultKind.ErrorBefore, 0)]
    [InlineData(EmulatorFaultKind.ErrorAfter, 1)]
    public async Task Errors_come_before_and_after_the_task_is_made(EmulatorFaultKind kind, int made)
    {
        await using EmulatorClient client = With(new EmulatorFault { Kind = kind, Status = 503 });
        using HttpResponseMessage response =
            await client.PostAsync("LinkModel", s_linkModel.CreatePath, s_linkModel.CreateBody);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, made),
            (response.StatusCode, client.Emulator.Counters.TasksMade));
    }

    [Theory]
    [InlineData(EmulatorFaultKind.NotJson, "text/html")]
    [InlineData(EmulatorFaultKind.EmptyBody, "application/json")]
    public async Task A_200_may_hold_no_answer(EmulatorFaultKind kind, string mediaType)
    {
        await using EmulatorClient client = With(new EmulatorFault { Kind = kind });
        using HttpResponseMessage response =
            await client.PostAsync("LinkModel", s_linkModel.CreatePath, s_linkModel.CreateBody);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(1, client.Emulator.Counters.TasksMade);
    }

    [Theory]
    [InlineData(RetryAfterForm.Seconds, "Retry-After", "60")]
    [InlineData(RetryAfterForm.HttpDate, "Retry-After", "Fri, 20 Nov 2026 12:01:00 GMT")]
    [InlineData(RetryAfterForm.Milliseconds, "retry-after-ms", "60000")]
    [InlineData(RetryAfterForm.Sentence, null, null)]
    public async Task A_wait_is_asked_for_in_each_form(RetryAfterForm form, string? header, string? value)
    {
        await using EmulatorClient client = With(new EmulatorFault
        {
            Kind = EmulatorFaultKind.RateLimited,
            RetryAfter = TimeSpan.FromMinutes(1),
            RetryAfterForm = form,
        });
        DialectCase odkkk = DialectCase.Of("Odkkk");
        using HttpResponseMessage response = await client.PostAsync("Odkkk", odkkk.CreatePath, odkkk.CreateBody);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        (string, string)[] waits = [.. response.Headers
            .Where(h => h.Key.StartsWith("retry", StringComparison.OrdinalIgnoreCase))
            .Select(h => (h.Key, h.Value.Single()))];
        Assert.Equal(header is null ? [] : [(header, value!)], waits);
        JsonNode body = await EmulatorClient.JsonAsync(response);
        Assert.Equal("retry after 60 seconds", (string?)body["error"]!["fallback_suggestion"]);
    }

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

    [Theory, MemberData(nameof(Names))]
    public async Task A_state_word_may_be_unknown_once(string name)
    {
        DialectCase dialect = DialectCase.Of(name);
        await using EmulatorClient client = With(
            new EmulatorFault { Kind = EmulatorFaultKind.UnknownState, FirstOfEach = true });
        string id = await DialectTests.CreateAsync(client, dialect);
        Assert.Equal("NOT_START", dialect.State(await DialectTests.StatusAsync(client, dialect, id)));
        Assert.Equal(dialect.Done, dialect.State(await DialectTests.StatusAsync(client, dialect, id)));
    }

    [Fact]
    public async Task A_cut_download_announces_its_full_length()
    {
        await using EmulatorClient client = With(
            new EmulatorFault { Kind = EmulatorFaultKind.TruncatedDownload, FirstOfEach = true });
        string link = await LinkAsync(client);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.FetchAsync(link));
        using HttpResponseMessage whole = await client.FetchAsync(link);
        Mp4Facts.Of(await whole.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task An_expired_link_is_renewed_by_a_question_for_the_status()
    {
        await using EmulatorClient client = With(new EmulatorFault { Kind = EmulatorFaultKind.ExpiredLink, Count = 1 });
        string id = await DialectTests.CreateAsync(client, s_linkModel);
        string link = s_linkModel.Link(await DialectTests.StatusAsync(client, s_linkModel, id))!;
        foreach (string _ in new[] { "killed", "still dead" })
        {
            using HttpResponseMessage dead = await client.FetchAsync(link);
            Assert.Equal(HttpStatusCode.Forbidden, dead.StatusCode);
        }

        string fresh = s_linkModel.Link(await DialectTests.StatusAsync(client, s_linkModel, id))!;
        using HttpResponseMessage alive = await client.FetchAsync(fresh);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task Expired_content_is_renewed_by_a_question_for_the_status()
    {
        await using EmulatorClient client = With(new EmulatorFault { Kind = EmulatorFaultKind.ExpiredLink, Count = 1 });
        string id = await DialectTests.CreateAsync(client, s_openAi);
        using HttpResponseMessage dead = await client.GetAsync("OpenAI", $"/videos/{id}/content");
        Assert.Equal(HttpStatusCode.Forbidden, dead.StatusCode);
        await DialectTests.StatusAsync(client, s_openAi, id);
        using HttpResponseMessage alive = await client.GetAsync("OpenAI", $"/videos/{id}/content");
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task A_key_that_follows_a_redirect_is_counted()
    {
        await using EmulatorClient client = With(new EmulatorFault { Kind = EmulatorFaultKind.Redirect });
        string id = await DialectTests.CreateAsync(client, s_openAi);
        using HttpResponseMessage redirect = await client.GetAsync("OpenAI", $"/videos/{id}/content");
        Assert.Equal(HttpStatusCode.Found, redirect.StatusCode);
        Uri location = redirect.Headers.Location!;
        Assert.Equal(client.Emulator.DownloadOrigin.Authority, location.Authority);
        using HttpResponseMessage file = await client.FetchAsync(location.AbsoluteUri);
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.Equal(0, client.Emulator.Counters.KeysSeenOnDownloadOrigin);
        using HttpResponseMessage leaked = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, location), "LinkModel");
        Assert.Equal(1, client.Emulator.Counters.KeysSeenOnDownloadOrigin);
        using HttpRequestMessage other = new(HttpMethod.Get, location) { Headers = { { "api-key", client.Key } } };
        using HttpResponseMessage leakedAgain = await client.SendAsync(other, dialect: null);
        Assert.Equal(2, client.Emulator.Counters.KeysSeenOnDownloadOrigin);
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

    private static EmulatorClient With(params EmulatorFault[] faults) => new(new EmulatorOptions
    {
        GenerationTime = TimeSpan.Zero,
        TimeProvider = new ManualTimeProvider(),
        Faults = faults,
    });

    private static EmulatorFault First(EmulatorFaultKind kind, EmulatorOperation on) =>
        new() { Kind = kind, On = on, FirstOfEach = true };

    private static async Task<string> LinkAsync(EmulatorClient client)
    {
        string id = await DialectTests.CreateAsync(client, s_linkModel);
        return s_linkModel.Link(await DialectTests.StatusAsync(client, s_linkModel, id))!;
    }
}
