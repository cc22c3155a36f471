using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SoraPS.Emulator.Dialects.OpenAI;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator.Dialects.UniAll;

/// <summary>Reads UniAll's create requests: its own task format, and OpenAI's native one with UniAll's models.</summary>
internal static partial class UniAllOrder
{
    private static readonly string[] s_fields = ["image_url", "aspect_ratio", "duration"];
    private static readonly string[] s_nativeFields = ["input_reference", "seconds", "size"];

    public static string[] Models { get; } =
    [
        "sora2-landscape-4s", "sora2-landscape-8s", "sora2-landscape-12s",
        "sora2-portrait-4s", "sora2-portrait-8s", "sora2-portrait-12s",
        "sora2-pro-720p", "sora2-pro-1080p", "sora2-pro-true-1080p",
    ];

    public static VideoOrder Read(Fields fields)
    {
        RefuseMixed(fields, s_nativeFields);
        string model = fields.Required("model");
        if (EmulatedDialect.IsRetired(model))
        {
            throw UniAllRefusals.Of(RefusalKind.ModelNotFound, model).ToException();
        }

        fields.OneOf("model", "", Models);
        string? image = fields.Text("image_url");
        if (image is not null && ImageAddress.Judge(image) is not ImageVerdict.Good and var verdict)
        {
            throw UniAllRefusals.Invalid("image_url", $"image_url cannot be used: {verdict}").ToException();
        }

        Match name = SizedName().Match(model);
        string ratio = name.Groups["shape"].Value switch
        {
            "landscape" => "16:9",
            "portrait" => "9:16",
            _ => fields.OneOf("aspect_ratio", "16:9", "16:9", "9:16"),
        };
        if (fields.OneOf("aspect_ratio", ratio, "16:9", "9:16") != ratio)
        {
            throw UniAllRefusals.Invalid("aspect_ratio", $"aspect_ratio conflicts with model {model}").ToException();
        }

        return new VideoOrder
        {
            Model = model,
            Prompt = fields.Required("prompt"),
            Seconds = Seconds(fields, model, name),
            Size = Size(model, ratio),
            ImageUrl = image,
        };
    }

    public static VideoOrder ReadNative(Fields fields)
    {
        RefuseMixed(fields, s_fields);
        string model = fields.Required("model");
        if (!Models.Contains(model))
        {
            throw UniAllRefusals.Of(RefusalKind.ModelNotFound, model).ToException();
        }

        VideoOrder order = OpenAIOrder.Read(fields) with { IsNative = true };
        Match name = SizedName().Match(model);
        if (!name.Success)
        {
            return order;
        }

        int seconds = int.Parse(name.Groups["seconds"].Value, CultureInfo.InvariantCulture);
        string size = name.Groups["shape"].Value == "landscape" ? "1280x720" : "720x1280";
        if (fields.Has("seconds") && order.Seconds != seconds)
        {
            throw UniAllRefusals.Invalid("seconds", $"seconds conflicts with model {model}").ToException();
        }

        if (fields.Has("size") && order.Size != size)
        {
            throw UniAllRefusals.Invalid("size", $"size conflicts with model {model}").ToException();
        }

        return order with { Seconds = seconds, Size = size, SizeAsAsked = null };
    }

    private static void RefuseMixed(Fields fields, string[] others)
    {
        if (fields.Names.FirstOrDefault(others.Contains) is { } other)
        {
            throw UniAllRefusals.Invalid(
                other, $"{other} belongs to another format: UniAll task format and native OpenAI format cannot be mixed").ToException();
        }
    }

    private static int Seconds(Fields fields, string model, Match name)
    {
        int? asked = fields.Raw("duration")?.GetValueKind() == JsonValueKind.String
            ? int.TryParse(fields.Text("duration"), CultureInfo.InvariantCulture, out int number) ? number : -1
            : fields.Integer("duration");
        int seconds = name.Success ? int.Parse(name.Groups["seconds"].Value, CultureInfo.InvariantCulture) : asked ?? 4;
        if (asked is not null && asked is not (4 or 8 or 12 or 16 or 20))
        {
            throw UniAllRefusals.Invalid("duration", "duration must be one of: 4, 8, 12, 16, 20").ToException();
        }

        return asked is null || asked == seconds
            ? seconds
            : throw UniAllRefusals.Invalid("duration", $"duration conflicts with model {model}").ToException();
    }

    private static string Size(string model, string ratio) => (model, ratio) switch
    {
        ("sora2-pro-1080p", "16:9") => "1792x1024",
        ("sora2-pro-1080p", _) => "1024x1792",
        ("sora2-pro-true-1080p", "16:9") => "1920x1080",
        ("sora2-pro-true-1080p", _) => "1080x1920",
        (_, "16:9") => "1280x720",
        _ => "720x1280",
    };

    [GeneratedRegex("^sora2-(?<shape>landscape|portrait)-(?<seconds>[0-9]+)s$")]
    private static partial Regex SizedName();
}
