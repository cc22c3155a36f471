using System.Net;
using System.Text.Json.Nodes;
using SoraPS.Emulator;
using static SoraPS.Tests.Emulator.EmulatorClients;

namespace SoraPS.Tests.Emulator;

/// <summary>Faults of answers to requests about tasks.</summary>
public sealed class FaultTests
{
    private static readonly DialectCase s_linkModel = DialectCase.Of("LinkModel");

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
    public async Task A_state_word_may_be_unknown_once(string name)
    {
        DialectCase dialect = DialectCase.Of(name);
        await using EmulatorClient client = With(
            new EmulatorFault { Kind = EmulatorFaultKind.UnknownState, FirstOfEach = true });
        string id = await DialectTests.CreateAsync(client, dialect);
        Assert.Equal("NOT_START", dialect.State(await DialectTests.StatusAsync(client, dialect, id)));
        Assert.Equal(dialect.Done, dialect.State(await DialectTests.StatusAsync(client, dialect, id)));
    }
}
