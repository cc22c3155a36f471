using System.Text.Json.Nodes;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Dialects.Apixo;

/// <summary>Writes the body of generateTask.</summary>
internal static class ApixoWriter
{
    /// <summary>
    /// The body as the page of sora-2 has it. The routing field <c>provider</c> is left to its default: versions of the
    /// page disagree about its values, and the newest has none.
    /// </summary>
    public static JsonObject Body(PreparedRequest request)
    {
        JsonObject input = new JsonObject()
            .Put("mode", request.Image is null ? "text-to-video" : "image-to-video")
            .Put("prompt", request.Prompt)
            .Put("duration", request.Duration)
            .Put("image_urls", request.Image?.Uri is Uri image ? new JsonArray(image.OriginalString) : null)
            .Put("remove_watermark", request.RemoveWatermark);
        PutShape(input, request);

        // Optional on the page of sora-2, required in the API reference.
        return new JsonObject()
            .Put("request_type", request.CallbackUri is null ? "async" : "callback")
            .Put("callback_url", request.CallbackUri?.OriginalString)
            .Put("input", input);
    }

    private static void PutShape(JsonObject input, PreparedRequest request)
    {
        if (request.Model == "sora-2-pro")
        {
            PutProShape(input, request);
            return;
        }

        string? ratio = request.AspectRatio ?? VideoShape.RatioOf(request.Resolution);
        input.Put("aspect_ratio", ratio switch { "16:9" => "landscape", "9:16" => "portrait", _ => ratio });

        // sora-2 has no field for its one resolution; any other is for models that are not documented.
        bool isImplied = request.Model == "sora-2" && VideoSize.Tier(request.Resolution) == 720;
        input.Put("resolution", isImplied ? null : request.Resolution);
    }

    /// <summary>
    /// sora-2-pro has two values of <c>size</c>, with an asterisk, which give the shape; <c>resolution</c> gives how large it is.
    /// </summary>
    private static void PutProShape(JsonObject input, PreparedRequest request)
    {
        string? ratio = request.AspectRatio ?? VideoShape.RatioOf(request.Resolution);
        string? size = ratio switch { "16:9" => "1280*720", "9:16" => "720*1280", _ => null };
        input.Put("size", size).Put("aspect_ratio", size is null ? ratio : null)
            .Put("resolution", VideoShape.Tier(request.Resolution));
    }
}
