using System.Text.Json.Nodes;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Dialects.Shared;

/// <summary>What the dialects share when they write a request.</summary>
public static class RequestParts
{
    /// <summary>Sets a field unless its value was not given, so that the gateway's own default applies.</summary>
    public static JsonObject Put(this JsonObject body, string name, JsonNode? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }

        return body;
    }

    /// <summary>The row as it is, if its image can travel as a web address.</summary>
    /// <exception cref="SoraException">InvalidRequest: the image is a local file or a data: URL, for which this gateway has no
    /// field.</exception>
    public static ResolvedRequest RequireWebImage(this ResolvedRequest request, string dialect) =>
        request.Image is { Uri: null }
            ? throw new SoraException(
                SoraErrorKind.InvalidRequest,
                $"{dialect} takes an image by its web address only, not {request.Image.Title}.")
            {
                RecommendedAction = "Put the image where the gateway can fetch it and give its https address.",
            }
            : request;
}
