using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Dialects.Apixo;

/// <summary>Reads Apixo's create requests, by the tables of its page of sora-2.</summary>
internal static class ApixoOrder
{
    public static VideoOrder Read(Fields fields, string model)
    {
        bool callsBack = fields.OneOf("request_type", "async", "async", "callback") == "callback";
        if (callsBack)
        {
            fields.Required("callback_url");
        }

        Uri? callback = fields.CallbackUrl();

        fields.OneOf("provider", "auto", "auto", "value", "official");
        Fields input = fields.Object("input") ?? throw fields.Problem(FieldFault.Missing, "input");
        input.Flag("remove_watermark");
        return new VideoOrder
        {
            Model = model,
            Prompt = input.Prompt(10000),
            Seconds = model == "sora-2"
                ? input.OneOf("duration", 10, 10, 15)
                : input.OneOf("duration", 10, 4, 8, 10, 12, 15),
            Size = Size(input, model),
            ImageUrl = Image(input, out PlannedOutcome outcome),
            CallbackUri = callsBack ? callback : null,
            Outcome = outcome,
        };
    }

    private static string? Image(Fields input, out PlannedOutcome outcome)
    {
        input.Required("mode");
        bool wanted = input.OneOf("mode", "", "text-to-video", "image-to-video") == "image-to-video";
        string? image = input.SingleUrl("image_urls");
        if (wanted != image is not null)
        {
            throw wanted
                ? input.Problem(FieldFault.Missing, "image_urls")
                : input.Problem(FieldFault.Rule, "image_urls", "needs mode image-to-video");
        }

        ImageVerdict verdict = image is null ? ImageVerdict.Good : ImageAddress.Judge(image);
        // The gateway looks at the image only when it works on the task.
        outcome = verdict == ImageVerdict.Unreachable ? PlannedOutcome.ImageUnreachable : PlannedOutcome.Succeed;
        return verdict is ImageVerdict.Good or ImageVerdict.Unreachable
            ? image
            : throw input.Problem(FieldFault.Rule, "image_urls", $"cannot be used: {verdict}");
    }

    private static string Size(Fields input, string model)
    {
        bool landscape = input.OneOf("aspect_ratio", "landscape", "landscape", "portrait") == "landscape";
        if (model == "sora-2")
        {
            return landscape ? "1280x720" : "720x1280";
        }

        string size = input.OneOf("size", landscape ? "1280*720" : "720*1280", "1280*720", "720*1280");
        bool large = input.OneOf("resolution", "720p", "720p", "1080p") == "1080p";
        return (size, large) switch
        {
            ("1280*720", true) => "1920x1080",
            (_, true) => "1080x1920",
            _ => size.Replace('*', 'x'),
        };
    }
}
