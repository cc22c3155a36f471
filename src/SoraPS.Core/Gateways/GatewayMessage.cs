using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SoraPS.Core.Connections;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Http;
using SoraPS.Core.Json;

namespace SoraPS.Core.Gateways;

/// <summary>Turns a dialect's request into an HTTP message. A message can be sent once, so each attempt gets its own.</summary>
internal sealed class GatewayMessage
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private static readonly MediaTypeWithQualityHeaderValue s_acceptsJson = new("application/json");
    private static readonly JsonSerializerOptions s_readable = new(JsonSerializerOptions.Default)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly GatewayRequest _request;
    private readonly byte[]? _json;
    private readonly (string Name, string Text)[] _fields;
    private readonly ApiKey? _key;

    public GatewayMessage(Connection connection, string operation, GatewayRequest request, ApiKey? key)
    {
        Operation = operation;
        _request = request;
        _key = key;
        Uri = request.Below(connection.BaseUri);
        _json = request is { File: null, AsForm: false, Body: { } body }
            ? JsonSerializer.SerializeToUtf8Bytes(body, JsonNodeContext.Default.JsonObject)
            : null;
        _fields = _json is null ? [.. (request.Body ?? []).Select(field => (field.Key, Text(field.Value)))] : [];
    }

    /// <summary>What it is for: submit, poll, list and so on.</summary>
    public string Operation { get; }

    /// <summary>Whether it costs money: its answer is the only one that tells the id.</summary>
    public bool MakesTask { get; init; }

    public Uri Uri { get; }

    /// <summary>How often it has been sent.</summary>
    public int Attempts { get; set; }

    /// <summary>True from the moment in which the body begins to leave until the answer is there.</summary>
    public bool IsInFlight { get; set; }

    public HttpMethod Method => _request.Method;

    /// <summary>The body as text for -Debug; null for none. Files are named, not shown.</summary>
    public string? BodyText => _request.Body?.ToJsonString(s_readable);

    public HttpRequestMessage Build()
    {
        HttpRequestMessage message = new(_request.Method, Uri);
        if (BuildContent() is { } content)
        {
            message.Content = new SendTrackingContent(content, () => IsInFlight = true);
        }

        message.Headers.Accept.Add(s_acceptsJson);
        if (_key is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key.Reveal());
        }

        return message;
    }

    private HttpContent? BuildContent()
    {
        if (_request is { File: null, AsForm: false })
        {
            return _json is null ? null : new ByteArrayContent(_json) { Headers = { ContentType = s_json } };
        }

        MultipartFormDataContent form = [];
        foreach ((string name, string text) in _fields)
        {
            form.Add(new StringContent(text), Quoted(name));
        }

        if (_request.File is { } file)
        {
            ByteArrayContent image = new(file.Content.Bytes.ToArray());
            // OpenAI refuses a file part without a type of its own: unsupported mimetype 'application/octet-stream'.
            image.Headers.ContentType = new MediaTypeHeaderValue(file.Content.ContentType);
            // Set here, because .NET adds a 'filename*' with the quotes in it, which servers prefer.
            image.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
            {
                Name = Quoted(file.Field),
                FileName = Quoted(Ascii(file.FileName)),
            };
            form.Add(image);
        }

        return form;
    }

    private static string Text(JsonNode? value) =>
        value?.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value?.ToJsonString() ?? "";

    // Some servers only read quoted names, which .NET leaves unquoted where it may.
    private static string Quoted(string name) => $"\"{name.Replace("\"", "")}\"";

    // Parsers disagree about everything else in a file name, and gateways look at its extension only.
    private static string Ascii(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '_'));
}
