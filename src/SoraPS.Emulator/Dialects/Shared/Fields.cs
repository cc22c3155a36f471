using System.Text.Json;
using System.Text.Json.Nodes;
using SoraPS.Emulator.Http;

namespace SoraPS.Emulator.Dialects.Shared;

/// <summary>Reads the fields of a request body and refuses what is not allowed, in the dialect's own words.</summary>
internal sealed class Fields(JsonObject body, Func<FieldProblem, Refusal> refuse, string prefix = "")
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<Fields> _inner = [];

    /// <summary>The file of a form.</summary>
    public MultipartPart? File { get; init; }

    /// <summary>The names of the fields.</summary>
    public IEnumerable<string> Names => File is null ? body.Select(pair => pair.Key) : [.. body.Select(pair => pair.Key), File.Name];

    /// <summary>Paths of the fields that nobody has asked for.</summary>
    public IEnumerable<string> Unknown => body.Select(pair => pair.Key).Where(name => !_known.Contains(name))
        .Select(name => prefix + name).Concat(_inner.SelectMany(inner => inner.Unknown));

    public static Fields Of(HttpRequest request, Func<FieldProblem, Refusal> refuse)
    {
        try
        {
            if (JsonNode.Parse(request.Body) is JsonObject body)
            {
                return new Fields(body, refuse);
            }
        }
        catch (JsonException)
        {
        }

        throw refuse(new FieldProblem(FieldFault.Rule, "body", "is not a JSON object")).ToException();
    }

    public bool Has(string name) => Raw(name) is not null;

    public Fields? Object(string name)
    {
        if (Raw(name) is not { } node)
        {
            return null;
        }

        Fields inner = new(node as JsonObject ?? throw Problem(FieldFault.WrongType, name, "object"), refuse, $"{prefix}{name}.");
        _inner.Add(inner);
        return inner;
    }

    public string? Text(string name) => Value<string>(name, "string", out string? text) ? text : null;

    public int? Integer(string name) => Value(name, "integer", out int number) ? number : null;

    public bool? Flag(string name) => Value(name, "boolean", out bool flag) ? flag : null;

    public string Required(string name) =>
        Text(name) is { Length: > 0 } text ? text : throw Problem(FieldFault.Missing, name);

    public string Prompt(int max)
    {
        string prompt = Required("prompt");
        // Characters as JSON Schema counts them, not halves of surrogate pairs.
        return prompt.EnumerateRunes().Count() <= max ? prompt : throw Problem(FieldFault.Length, "prompt", $"1 and {max}");
    }

    public string OneOf(string name, string fallback, params IReadOnlyList<string> allowed)
    {
        string value = Text(name) ?? fallback;
        return allowed.Contains(value)
            ? value
            : throw Problem(FieldFault.NotAllowed, name, string.Join(", ", allowed), value);
    }

    public int OneOf(string name, int fallback, params IReadOnlyList<int> allowed)
    {
        int value = Integer(name) ?? fallback;
        return allowed.Contains(value)
            ? value
            : throw Problem(FieldFault.NotAllowed, name, string.Join(", ", allowed), $"{value}");
    }

    /// <summary>A list of at most one URL.</summary>
    public string? SingleUrl(string name)
    {
        if (Raw(name) is not { } node)
        {
            return null;
        }

        if (node is not JsonArray list || list.Any(i => i is not JsonValue v || !v.TryGetValue(out string? _)))
        {
            throw Problem(FieldFault.WrongType, name, "array of strings");
        }

        if (list.Count > 1)
        {
            throw Problem(FieldFault.Rule, name, "holds more than 1 image");
        }

        return list.Count == 0 ? null : (string?)list[0];
    }

    /// <summary>Where to call back, as gateways document the address.</summary>
    public Uri? CallbackUrl() => Text("callback_url") switch
    {
        null => null,
        { } url when ImageAddress.JudgeCallback(url) is { } wrong => throw Problem(FieldFault.Rule, "callback_url", wrong),
        { } url => new Uri(url),
    };

    public RefusalException Problem(FieldFault fault, string name, string expected = "", string received = "") =>
        refuse(new FieldProblem(fault, prefix + name, expected, received)).ToException();

    public JsonNode? Raw(string name)
    {
        _known.Add(name);
        return body[name];
    }

    private bool Value<T>(string name, string type, out T? value)
    {
        value = default;
        if (Raw(name) is not { } node)
        {
            return false;
        }

        return node is JsonValue scalar && scalar.TryGetValue(out value)
            ? true
            : throw Problem(FieldFault.WrongType, name, type, node.GetValueKind().ToString().ToLowerInvariant());
    }
}
