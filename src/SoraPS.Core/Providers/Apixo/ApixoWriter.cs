using System.Text.Json.Nodes;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Providers.Apixo;

/// <summary>Writes the body of generateTask.</summary>
internal static class ApixoWriter
{
    /// <summary>
    /// The body as the page of sora-2 has it. The routing field <c>provider</c> is left to its default: versions of the
    /// page disagree about its values, and the newest has none.
    /// </summary>
    public static JsonObject Body(VideoRequest request)
    {
        JsonObject input = new JsonObject()
            .Put("mode", request.Image is null ? "text-to-video" : "image-to-video")
            .Put("prompt", request.Prompt)
            .Put("duration", request.Duration)
            .Put("image_urls", request.Image?.Uri is Uri image ? new JsonArray(image.AbsoluteUri) : null)
            .Put("remove_watermark", request.RemoveWatermark);
        PutShape(input, request);

        // Optional on the page of sora-2, required in the API reference.
        return new JsonObject()
            .Put("request_type", request.CallbackUri is null ? "async" : "callback")
            .Put("callback_url", request.CallbackUri?.AbsoluteUri)
            .Put("input", input);
    }

    private static void PutShape(JsonObject input, VideoRequest request)
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
    /// sora-2-pro takes <c>size</c> with an asterisk, or, where no shape is given, the tier as <c>resolution</c>.
    /// </summary>
    private static void PutProShape(JsonObject input, VideoRequest request)
    {
        if (VideoSize.Of(request.AspectRatio, request.Resolution) is (int width, int height))
        {
            input.Put("size", $"{width}*{height}");
            return;
        }

        input.Put("aspect_ratio", request.AspectRatio).Put("resolution", request.Resolution);
    }
}
