using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Json;

namespace SoraPS.Tests.Support;

/// <summary>Answers of gateways as their documents show them, from the folder Fixtures.</summary>
public static partial class Fixture
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    /// <summary>The answer in a file such as <c>LinkModel/create-ok.json</c>.</summary>
    public static GatewayAnswer Answer(string path, int status = 200) => AnswerText(Text(path), status);

    /// <summary>An answer with this body; one that is no JSON has an undefined element, as over HTTP.</summary>
    public static GatewayAnswer AnswerText(string body, int status = 200) =>
        new() { Status = status, Json = JsonText.Parse(Encoding.UTF8.GetBytes(body)), Text = body };

    /// <summary>The names of a gateway's fixtures that begin with a word, such as <c>LinkModel/error-400.json</c>.</summary>
    public static string[] Names(string dialect, string prefix) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(s_folder, dialect), $"{prefix}*.json")
            .Select(file => $"{dialect}/{Path.GetFileName(file)}").Order(StringComparer.Ordinal),
    ];

    /// <summary>The HTTP status that a name such as <c>error-429-quota.json</c> tells; 200 for one that tells none.</summary>
    public static int StatusOf(string path) =>
        Status().Match(path) is { Success: true } status ? int.Parse(status.Value, CultureInfo.InvariantCulture) : 200;

    /// <summary>
    /// The answer once for each of its fields and each wrong kind of value in that field: null, number, string, boolean, array,
    /// object, and the field gone. None may make a reader throw.
    /// </summary>
    public static IEnumerable<GatewayAnswer> Mutations(string path, int status = 200)
    {
        string text = Text(path);
        int count = Fields(JsonNode.Parse(text)!).Count();
        for (int index = 0; index < count; index++)
        {
            foreach (string? replacement in (string?[])["null", "-7.5", "1e30", "\"?\"", "true", "[]", "[[1]]", "{}", null])
            {
                // A fresh tree each time: a node knows its parent and cannot be put back.
                JsonNode root = JsonNode.Parse(text)!;
                Replace(Fields(root).ElementAt(index), replacement);
                yield return AnswerText(root.ToJsonString(), status);
            }
        }
    }

    /// <summary>The text of a file.</summary>
    public static string Text(string path) => File.ReadAllText(Path.Combine(s_folder, path));

    [GeneratedRegex("(?<=/error-)[45][0-9]{2}")]
    private static partial Regex Status();

    private static IEnumerable<JsonNode?> Children(JsonNode node) => node switch
    {
        JsonObject json => json.Select(field => field.Value),
        JsonArray array => array,
        _ => [],
    };

    /// <summary>Every place below a node, as the container and the name or index in it.</summary>
    private static IEnumerable<(JsonNode Container, object Key)> Fields(JsonNode node)
    {
        IEnumerable<object> keys = node switch
        {
            JsonObject json => json.Select(field => (object)field.Key),
            JsonArray array => Enumerable.Range(0, array.Count).Cast<object>(),
            _ => [],
        };
        return keys.Select(key => (node, key))
            .Concat(Children(node).OfType<JsonNode>().SelectMany(Fields));
    }

    private static void Replace((JsonNode Container, object Key) field, string? replacement)
    {
        if (field.Container is JsonArray array)
        {
            int index = (int)field.Key;
            array.RemoveAt(index);
            if (replacement is not null)
            {
                array.Insert(index, JsonNode.Parse(replacement));
            }

            return;
        }

        JsonObject json = field.Container.AsObject();
        json.Remove((string)field.Key);
        if (replacement is not null)
        {
            json[(string)field.Key] = JsonNode.Parse(replacement);
        }
    }
}
