using System.Globalization;
using System.Text.Json.Nodes;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Dialects.OpenAI;

/// <summary>Remixes, edits and extensions: the new video takes model and size from the one that it is made from.</summary>
internal static class OpenAIDerivation
{
    /// <summary>The message that makes a task of a row.</summary>
    internal static GatewayRequest Create(PreparedRequest request, Derivation source)
    {
        JsonObject body = new() { ["prompt"] = request.Prompt };
        if (source.Kind is DerivationKind.Remix)
        {
            return GatewayRequest.Post($"/videos/{Uri.EscapeDataString(source.Id)}/remix", body);
        }

        body["video"] = new JsonObject { ["id"] = source.Id };
        if (source.Kind is DerivationKind.Edit)
        {
            return GatewayRequest.Post("/videos/edits", body);
        }

        // 'Length of the newly generated extension segment in seconds' (reference), a string as in every request.
        body["seconds"] = request.Duration?.ToString(CultureInfo.InvariantCulture);
        return GatewayRequest.Post("/videos/extensions", body);
    }
}
