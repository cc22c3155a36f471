using System.Globalization;
using System.Text.Json.Nodes;
using SoraPS.Core.Dialects;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Emulator;

/// <summary>
/// One gateway as its documents have it: what to send, and where the answers are. It is read from emulator.json in the folder of the
/// gateway's fixtures, and knows nothing of the client.
/// </summary>
internal sealed class DialectCase(string name)
{
    private readonly JsonNode _case = JsonNode.Parse(Fixture.Text($"{name}/emulator.json"))!;

    public static TheoryData<string> Names => [.. DialectCatalog.All.Select(dialect => dialect.Name)];

    public string Name => name;

    /// <summary>The header with a key, as the gateway documents it.</summary>
    public (string Name, string Value) KeyHeader(string key)
    {
        string[] parts = ((string)_case["key"]!).Split(": ", 2);
        return (parts[0], parts[1].Replace("{key}", key, StringComparison.Ordinal));
    }

    public string CreatePath => (string)_case["create"]!["path"]!;

    public string CreateBody => _case["create"]!["body"]!.ToJsonString();

    /// <summary>The words on the way, at 0, 25, 50 and 75 % of the time that a task takes.</summary>
    public string[] OnTheWay => [.. _case["words"]!["onTheWay"]!.AsArray().Select(word => (string)word!)];

    public string Done => Word("done");

    /// <summary>The word in the answer to a create request for a task that is done.</summary>
    public string DoneAtCreate => Word("doneAtCreate");

    public string Failed => Word("failed");

    public string Cancelled => Word("cancelled");

    public int BadKeyStatus => (int)_case["badKeyStatus"]!;

    /// <summary>How an empty account is refused; with status 200 the words are in the task, which fails.</summary>
    public (int Status, string Words) NoCredit => ((int)_case["noCredit"]!["status"]!, (string)_case["noCredit"]!["words"]!);

    /// <summary>The frame size of the video that the body asks for.</summary>
    public string Size => (string)_case["video"]!["size"]!;

    public int Seconds => (int)_case["video"]!["seconds"]!;

    public static DialectCase Of(string name) => new(name);

    public string StatusPath(string id) => Path("status", id)!;

    /// <summary>Where the gateway itself has the video; null where only a link leads to it.</summary>
    public string? ContentPath(string id) => Path("content", id);

    public string Id(JsonNode answer) => Field(answer, "id")!;

    public string State(JsonNode answer) => Field(answer, "state")!;

    public string? Link(JsonNode answer) => Field(answer, "link");

    private string? Path(string what, string id) =>
        ((string?)_case[what])?.Replace("{id}", Uri.EscapeDataString(id), StringComparison.Ordinal);

    private string Word(string what) => (string)_case["words"]![what]!;

    private string? Field(JsonNode answer, string what) => (string?)_case["fields"]![what] is { } path ? (string?)At(answer, path) : null;

    // A number is a place in an array; a text on the way is JSON inside a string.
    private static JsonNode? At(JsonNode answer, string path) => path.Split('.').Aggregate((JsonNode?)answer, (node, step) => node switch
    {
        null => null,
        JsonArray array => array.ElementAtOrDefault(int.Parse(step, CultureInfo.InvariantCulture)),
        JsonValue text => JsonNode.Parse((string)text!)![step],
        _ => node[step],
    });
}
