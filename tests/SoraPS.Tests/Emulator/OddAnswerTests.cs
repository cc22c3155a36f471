using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SoraPS.Emulator;

namespace SoraPS.Tests.Emulator;

/// <summary>Answers that gateways and file servers give against their documents.</summary>
public sealed class OddAnswerTests
{
    private static readonly DialectCase s_linkModel = DialectCase.Of("LinkModel");
    private static readonly DialectCase s_odkkk = DialectCase.Of("Odkkk");

    public static TheoryData<string> Names => DialectCase.Names;

    [Theory, MemberData(nameof(Names))]
    public async Task A_create_answer_may_have_the_word_of_a_finished_task_and_no_link(string name)
    {
        DialectCase dialect = DialectCase.Of(name);
        await using EmulatorClient client = With(TimeSpan.FromMinutes(1), new EmulatorFault { Kind = EmulatorFaultKind.DoneAtCreate });
        using HttpResponseMessage response = await client.PostAsync(name, dialect.CreatePath, dialect.CreateBody);
        JsonNode created = await EmulatorClient.JsonAsync(response);
        Assert.Equal(dialect.DoneAtCreate, dialect.State(created));
        Assert.Null(dialect.Link(created));
        Assert.NotEqual(dialect.Done, dialect.State(await DialectTests.StatusAsync(client, dialect, dialect.Id(created))));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_status_may_have_the_word_of_a_finished_task_before_the_link(string name)
    {
        DialectCase dialect = DialectCase.Of(name);
        await using EmulatorClient client = With(
            TimeSpan.Zero, new EmulatorFault { Kind = EmulatorFaultKind.LateLink, FirstOfEach = true });
        string id = await DialectTests.CreateAsync(client, dialect);
        JsonNode early = await DialectTests.StatusAsync(client, dialect, id);
        JsonNode late = await DialectTests.StatusAsync(client, dialect, id);
        Assert.Equal((dialect.Done, dialect.Done), (dialect.State(early), dialect.State(late)));
        Assert.Null(dialect.Link(early));
        Assert.True(dialect.Link(late) is not null || dialect.ContentPath(id) is not null);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_303_to_a_create_request_leads_to_the_task_that_was_made(string name)
    {
        DialectCase dialect = DialectCase.Of(name);
        await using EmulatorClient client = With(TimeSpan.Zero, new EmulatorFault { Kind = EmulatorFaultKind.SeeOther });
        using HttpResponseMessage response = await client.PostAsync(name, dialect.CreatePath, dialect.CreateBody);
        Assert.Equal((HttpStatusCode.SeeOther, 1), (response.StatusCode, client.Emulator.Counters.TasksMade));
        Uri place = new(client.Emulator.BaseUri(name), response.Headers.Location!);
        using HttpResponseMessage status = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, place), name);
        Assert.Equal(dialect.Done, dialect.State(await EmulatorClient.JsonAsync(status)));
    }

    [Theory]
    [InlineData(EmulatorFaultKind.Latin1)]
    [InlineData(EmulatorFaultKind.CutCharacter)]
    [InlineData(EmulatorFaultKind.LoneSurrogate)]
    public async Task A_text_may_be_broken(EmulatorFaultKind kind)
    {
        await using EmulatorClient client = With(TimeSpan.Zero, new EmulatorFault { Kind = kind });
        using HttpResponseMessage response =
            await client.PostAsync("LinkModel", s_linkModel.CreatePath, s_linkModel.CreateBody);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        bool isUtf8 = System.Text.Unicode.Utf8.IsValid(body);
        Assert.Equal(kind == EmulatorFaultKind.LoneSurrogate, isUtf8);
        Assert.Contains(kind == EmulatorFaultKind.LoneSurrogate ? "fault: \\ud83e\"" : "fault: \ufffd\"", Encoding.UTF8.GetString(body));
    }

    [Fact]
    public async Task An_answer_may_end_midway()
    {
        await using EmulatorClient client = With(TimeSpan.Zero, new EmulatorFault { Kind = EmulatorFaultKind.TruncatedAnswer });
        await Assert.ThrowsAsync<HttpRequestException>(
            () => client.PostAsync("LinkModel", s_linkModel.CreatePath, s_linkModel.CreateBody));
        Assert.Equal(1, client.Emulator.Counters.TasksMade);
    }

    [Theory]
    [InlineData(400, "ExpiredToken")]
    [InlineData(403, "AccessDenied")]
    [InlineData(404, "NoSuchKey")]
    public async Task The_file_server_may_refuse_a_good_link(int status, string code)
    {
        await using EmulatorClient client = With(TimeSpan.Zero, new EmulatorFault
        {
            Kind = EmulatorFaultKind.ErrorBefore,
            On = EmulatorOperation.Download,
            Status = status,
            Count = 1,
        });
        string id = await DialectTests.CreateAsync(client, s_linkModel);
        string link = s_linkModel.Link(await DialectTests.StatusAsync(client, s_linkModel, id))!;
        using HttpResponseMessage refused = await client.FetchAsync(link);
        using HttpResponseMessage taken = await client.FetchAsync(link);
        Assert.Equal((status, 200), ((int)refused.StatusCode, (int)taken.StatusCode));
        Assert.Contains(code, await refused.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(403, "Access denied for this model", "permission_error", "model", null)]
    [InlineData(500, "Internal server error", "internal_server_error", null, "try again later")]
    [InlineData(502, "Upstream AI service unavailable", "upstream_error", null, "try different model")]
    [InlineData(503, "Service temporarily unavailable", "service_unavailable_error", null, "retry after 30 seconds")]
    public async Task Odkkk_words_its_errors_as_its_page_does(int status, string message, string type, string? param, string? suggestion)
    {
        await using EmulatorClient client = With(
            TimeSpan.Zero, new EmulatorFault { Kind = EmulatorFaultKind.ErrorBefore, Status = status });
        using HttpResponseMessage response = await client.PostAsync("Odkkk", s_odkkk.CreatePath, s_odkkk.CreateBody);
        JsonNode error = (await EmulatorClient.JsonAsync(response))["error"]!;
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(
            (status, message, type, param, suggestion),
            ((int)error["code"]!, (string?)error["message"], (string?)error["type"], (string?)error["param"],
                (string?)error["fallback_suggestion"]));
    }

    [Fact]
    public async Task A_list_may_come_in_small_pages()
    {
        await using EmulatorClient client = new(new EmulatorOptions { GenerationTime = TimeSpan.Zero, PageSize = 2 });
        List<string> made = [];
        for (int i = 0; i < 5; i++)
        {
            made.Add(await DialectTests.CreateAsync(client, DialectCase.Of("OpenAI")));
        }

        List<string> listed = [];
        JsonNode page;
        do
        {
            string after = listed.Count == 0 ? "" : $"&after={listed[^1]}";
            using HttpResponseMessage response = await client.GetAsync("OpenAI", $"/videos?limit=100&order=asc{after}");
            page = await EmulatorClient.JsonAsync(response);
            Assert.InRange(page["data"]!.AsArray().Count, 1, 2);
            listed.AddRange(page["data"]!.AsArray().Select(video => (string)video!["id"]!));
        }
        while ((bool)page["has_more"]!);
        Assert.Equal(made, listed);
        Assert.Equal((0, 3), (client.Emulator.Counters.Polls, client.Emulator.Counters.Lists));
    }

    [Fact]
    public async Task Fields_that_no_document_has_are_counted()
    {
        await using EmulatorClient client = new();
        using HttpResponseMessage flat = await client.PostAsync(
            "Odkkk", s_odkkk.CreatePath, """{"model":"sora-2","prompt":"a fox","ratio":"16:9","remove_watermark":true}""");
        using HttpResponseMessage nested = await client.PostAsync(
            "Apixo", "/generateTask/sora-2", """{"input":{"mode":"text-to-video","prompt":"a fox","length":10},"prompt":""}""");
        using HttpResponseMessage form = await client.SendAsync("OpenAI", HttpMethod.Post, "/videos", new MultipartFormDataContent
        {
            { new StringContent("a fox"), "prompt" },
            { new StringContent("24"), "fps" },
        });
        Assert.Equal((200, 200, 200), ((int)flat.StatusCode, (int)nested.StatusCode, (int)form.StatusCode));
        Assert.Equal(
            ["Apixo: input.length 1", "Apixo: prompt 1", "Odkkk: ratio 1", "OpenAI: fps 1"],
            client.Emulator.Counters.UnknownFields.Select(field => $"{field.Key} {field.Value}"));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task The_fields_of_a_documented_request_are_all_known(string name)
    {
        DialectCase dialect = DialectCase.Of(name);
        await using EmulatorClient client = new();
        await DialectTests.CreateAsync(client, dialect);
        Assert.Empty(client.Emulator.Counters.UnknownFields);
    }

    private static EmulatorClient With(TimeSpan generation, EmulatorFault fault) => new(new EmulatorOptions
    {
        GenerationTime = generation,
        TimeProvider = new ManualTimeProvider(),
        Faults = [fault],
    });
}
