using System.Buffers;
using System.Text.Json.Nodes;
using SoraPS.Core.Images;

namespace SoraPS.Core.Dialects.Shared;

/// <summary>One HTTP message to a gateway, as data. The key and the sending are not a provider's business.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Path">Path and query below the provider's base address, beginning with a slash; values already escaped.</param>
public sealed record GatewayRequest(HttpMethod Method, string Path)
{
    // Only a path with one of these can have a part that is empty or leads elsewhere.
    private static readonly SearchValues<string> s_odd = SearchValues.Create(["/.", "//", "/?"], StringComparison.Ordinal);

    /// <summary>The body; null for none.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>A local image that travels as a file part; the body's fields become form fields then.</summary>
    public FilePart? File { get; init; }

    /// <summary>The body travels as a multipart form; with a <see cref="File"/> it always does.</summary>
    public bool AsForm { get; init; }

    /// <summary>The whole address below a base address.</summary>
    /// <param name="baseUri">The base address.</param>
    /// <param name="query">Query to add to the request's own; empty for none.</param>
    /// <exception cref="SoraException">
    /// InvalidRequest: an id or a model such as '..' would lead to another path than the one meant.
    /// </exception>
    public Uri Below(Uri baseUri, string query = "")
    {
        if ((Path.AsSpan().ContainsAny(s_odd) || Path.EndsWith('/'))
            && Path.Split('?')[0].Split('/').Skip(1).Any(part => part is "" or "." or ".."))
        {
            throw new SoraException(
                SoraErrorKind.InvalidRequest, "An empty id or model, '.' and '..' are part of no address; nothing was sent.")
            {
                RecommendedAction = "Give the id or the model as the gateway names it.",
            };
        }

        string added = query.Length == 0 ? "" : (Path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + query;
        return new Uri(baseUri.AbsoluteUri.TrimEnd('/') + Path + added);
    }

    /// <summary>A GET.</summary>
    public static GatewayRequest Get(string path) => new(HttpMethod.Get, path);

    /// <summary>A POST of JSON.</summary>
    public static GatewayRequest Post(string path, JsonObject body) => new(HttpMethod.Post, path) { Body = body };
}

/// <summary>A file in a multipart form.</summary>
/// <param name="Field">Name of the form field.</param>
/// <param name="FileName">Name that travels with the bytes.</param>
/// <param name="Content">What to send.</param>
public sealed record FilePart(string Field, string FileName, LoadedImage Content);
