using System.Net;
using System.Text.Json.Nodes;
using SoraPS.Emulator;

namespace SoraPS.Tests.Emulator;

/// <summary>What the emulated OpenAI refuses of remixes, edits and extensions, by its reference.</summary>
public sealed class DerivedOrderTests
{
    [Theory]
    [InlineData("/videos/{0}/remix", "{}", "prompt")]
    [InlineData("/videos/edits", """{"prompt":"At night"}""", "video")]
    [InlineData("/videos/extensions", """{"prompt":"On","video":{"id":"{0}"}}""", "seconds")]
    [InlineData("/videos/extensions", """{"prompt":"On","seconds":"5","video":{"id":"{0}"}}""", "seconds")]
    public async Task What_is_missing_or_not_offered_is_named(string path, string body, string param)
    {
        await using EmulatorClient client = new();
        string id = await CreateAsync(client, 4);
        (HttpStatusCode status, JsonNode answer) = await PostAsync(client, Of(path), Of(body));
        Assert.Equal((HttpStatusCode.BadRequest, param), (status, (string?)answer["error"]!["param"]));

        string Of(string text) => text.Replace("{0}", id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_video_that_is_not_there_or_not_completed_is_refused()
    {
        await using EmulatorClient client = new(new EmulatorOptions { TimeProvider = new ManualTimeProvider() });
        string id = await CreateAsync(client, 4);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(client, $"/videos/{id}/remix", """{"prompt":"At night"}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(client, "/videos/video_0/remix", """{"prompt":"At night"}""")).Status);
    }

    [Theory]
    [InlineData(4, 6)]
    [InlineData(20, 5)]
    public async Task Six_extensions_and_two_minutes_are_the_most(int seconds, int extensions)
    {
        await using EmulatorClient client = new();
        string id = await CreateAsync(client, seconds);
        for (int number = 1; number <= extensions; number++)
        {
            (HttpStatusCode made, JsonNode answer) = await ExtendAsync(client, id, seconds);
            Assert.Equal((HttpStatusCode.OK, $"{seconds * (number + 1)}"), (made, (string?)answer["seconds"]));
            id = (string)answer["id"]!;
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await ExtendAsync(client, id, seconds)).Status);
    }

    private static async Task<string> CreateAsync(EmulatorClient client, int seconds) =>
        (string)(await PostAsync(client, "/videos", $$"""{"prompt":"A boat","seconds":"{{seconds}}"}""")).Answer["id"]!;

    private static Task<(HttpStatusCode Status, JsonNode Answer)> ExtendAsync(EmulatorClient client, string id, int seconds) =>
        PostAsync(client, "/videos/extensions", $$$"""{"prompt":"On","seconds":"{{{seconds}}}","video":{"id":"{{{id}}}"}}""");

    private static async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(EmulatorClient client, string path, string json)
    {
        using HttpResponseMessage response = await client.PostAsync("OpenAI", path, json);
        return (response.StatusCode, await EmulatorClient.JsonAsync(response));
    }
}
