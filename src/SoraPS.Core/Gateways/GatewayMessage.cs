using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SoraPS.Core.Connections;
using SoraPS.Core.Diagnostics;
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
    private readonly RequestContext _context;
    private readonly byte[]? _json;
    private readonly (string Name, string Text)[] _fields;

    /// <summary>Composes a message.</summary>
    /// <param name="connection">Where it goes.</param>
    /// <param name="operation">What it is for: submit, poll, list and so on.</param>
    /// <param name="request">The dialect's request.</param>
    /// <param name="key">The key that all its attempts carry.</param>
    /// <param name="log">Log for its attempts; null for none.</param>
    /// <param name="logsBodies">Whether bodies may be logged.</param>
    /// <param name="makesTask">Whether it costs money; then no other answer names the task.</param>
    public GatewayMessage(
        Connection connection,
        string operation,
        GatewayRequest request,
        RequestKey key,
        IRequestLog? log,
        bool logsBodies = true,
        bool makesTask = false)
    {
        _request = request;
        _context = new RequestContext
        {
            Operation = operation,
            Connection = connection,
            Key = key,
            Log = log,
            BodyText = logsBodies ? () => _request.Body?.ToJsonString(s_readable) : null,
            KeepsCutAnswer = makesTask,
        };
        Uri = request.Below(connection.BaseUri, connection.Query);
        _json = request is { File: null, AsForm: false, Body: { } body }
            ? JsonSerializer.SerializeToUtf8Bytes(body, JsonNodeContext.Default.JsonObject)
            : null;
        _fields = _json is null ? [.. (request.Body ?? []).Select(field => (field.Key, Text(field.Value)))] : [];
    }

    /// <summary>Whether it costs money.</summary>
    public bool MakesTask => _context.KeepsCutAnswer;

    public Uri Uri { get; }

    public HttpMethod Method => _request.Method;

    /// <summary>The key that it carries.</summary>
    public RequestKey Key => _context.Key;

    /// <summary>Log for its attempts; null for none.</summary>
    public IRequestLog? Log => _context.Log;

    /// <inheritdoc cref="RequestContext.IsInFlight"/>
    public bool IsInFlight => _context.IsInFlight;

    /// <inheritdoc cref="RequestContext.TryStop"/>
    public bool TryStop() => _context.TryStop();

    /// <inheritdoc cref="RequestContext.Land"/>
    public void Land() => _context.Land();

    /// <summary>Builds the HTTP message of the next attempt.</summary>
    public HttpRequestMessage Build()
    {
        HttpRequestMessage message = new(_request.Method, Uri);
        _context.Attempts++;
        _context.AttachTo(message);
        if (BuildContent() is { } content)
        {
            message.Content = new SendTrackingContent(content, _context.TryLeave);
        }

        message.Headers.Accept.Add(s_acceptsJson);
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
