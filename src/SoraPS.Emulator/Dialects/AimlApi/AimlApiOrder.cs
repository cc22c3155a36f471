using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Dialects.AimlApi;

/// <summary>Reads AI/ML API's create requests, by the OpenAPI files of its four models.</summary>
internal static class AimlApiOrder
{
    private static readonly string[] s_models =
        ["openai/sora-2-t2v", "openai/sora-2-i2v", "openai/sora-2-pro-t2v", "openai/sora-2-pro-i2v"];

    public static VideoOrder Read(Fields fields, string model)
    {
        fields.OneOf("model", "", s_models);
        bool isPro = model.Contains("-pro-", StringComparison.Ordinal);
        string ratio = fields.OneOf("aspect_ratio", "16:9", "16:9", "9:16");
        string resolution = isPro
            ? fields.OneOf("resolution", "1080p", "720p", "1080p")
            : fields.OneOf("resolution", "720p", "720p");
        string size = (resolution, ratio) switch
        {
            ("1080p", "16:9") => "1792x1024",
            ("1080p", _) => "1024x1792",
            (_, "16:9") => "1280x720",
            _ => "720x1280",
        };
        return new VideoOrder
        {
            Model = model,
            Prompt = fields.Required("prompt"),
            Seconds = fields.OneOf("duration", 4, 4, 8, 12),
            Size = size,
            ImageUrl = Image(fields, model.EndsWith("-i2v", StringComparison.Ordinal), size),
        };
    }

    private static string? Image(Fields fields, bool wanted, string size)
    {
        string? image = fields.Text("image_url");
        if (wanted && image is null)
        {
            throw fields.Problem(FieldFault.Missing, "image_url");
        }

        if (image is null)
        {
            return null;
        }

        if (!wanted)
        {
            throw fields.Problem(FieldFault.Rule, "image_url", "is not allowed for this model");
        }

        if (InlineImage.TryRead(image, out byte[] bytes))
        {
            return ImageSize.Of(bytes) is { } found && found != size
                ? throw fields.Problem(FieldFault.Rule, "image_url", "must match the requested width and height")
                : "(inline)";
        }

        return ImageAddress.Judge(image) is ImageVerdict.Good
            ? image
            : throw fields.Problem(FieldFault.Rule, "image_url", "Invalid url");
    }
}
