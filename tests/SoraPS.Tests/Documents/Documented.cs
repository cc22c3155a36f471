using System.Text.Json;
using System.Text.Json.Nodes;
using SoraPS.Core.Connections;
using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Preparation;
using SoraPS.Core.Requests;
using SoraPS.Emulator;
using SoraPS.Tests.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Documents;

/// <summary>Asks client and emulator, each by itself, whether they hold to a document: a misreading must not be one of both.</summary>
internal static class Documented
{
    /// <summary>The state that the client reads a word as.</summary>
    public static SoraTaskState State(string provider, string statusAnswer) =>
        DialectCatalog.Find(provider)!.ReadStatus(Fixture.AnswerText(statusAnswer)).State;

    /// <summary>What the client reads an error answer as.</summary>
    public static GatewayError Error(string provider, int status, string body) =>
        DialectCatalog.Find(provider)!.ReadError(Fixture.AnswerText(body, status))!;

    /// <summary>Whether the client would send the row, and the emulator takes the body.</summary>
    public static async Task<(bool Client, bool Emulator)> TakeAsync(string provider, VideoRequest row, string path, string body)
    {
        await using EmulatorClient emulator = new();
        using HttpResponseMessage response = await emulator.PostAsync(provider, path, body);
        Assert.True(response.IsSuccessStatusCode || (int)response.StatusCode is >= 400 and < 500);
        return (IsSent(provider, row), response.IsSuccessStatusCode);
    }

    /// <summary>Whether the client would send the row.</summary>
    public static bool IsSent(string provider, VideoRequest row)
    {
        try
        {
            RequestPreparation.Prepare(row, new ConnectionRegistry().Find(provider)!);
            return true;
        }
        catch (SoraException exception)
        {
            Assert.Equal(SoraErrorKind.InvalidRequest, exception.Kind);
            return false;
        }
    }

    /// <summary>The emulator's answers to a create request, to polls on the way, and to one at the end.</summary>
    public static async Task<(JsonNode Created, IReadOnlyList<JsonNode> OnTheWay, JsonNode Ended)> LifeAsync(
        string provider, string path, string body, Func<JsonNode, string> statusPath, params EmulatorFault[] faults)
    {
        ManualTimeProvider clock = new();
        await using EmulatorClient emulator = new(new EmulatorOptions
        {
            GenerationTime = TimeSpan.FromSeconds(100),
            TimeProvider = clock,
            Faults = faults,
        });
        using HttpResponseMessage response = await emulator.PostAsync(provider, path, body);
        JsonNode created = await EmulatorClient.JsonAsync(response);
        Assert.True(response.IsSuccessStatusCode, created.ToJsonString());
        Assert.Empty(emulator.Emulator.Counters.UnknownFields);
        List<JsonNode> polls = [];
        for (int step = 0; step <= 10; step++)
        {
            using HttpResponseMessage look = await emulator.GetAsync(provider, statusPath(created));
            polls.Add(await EmulatorClient.JsonAsync(look));
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        return (created, polls[..^1], polls[^1]);
    }

    /// <summary>The names of an object's fields.</summary>
    public static string[] Fields(JsonNode? node) => [.. node!.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal)];

    /// <summary>A text in JSON's quotes.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text);
}
