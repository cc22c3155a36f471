using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;
using SoraPS.Emulator.Videos;

namespace SoraPS.Emulator.Dialects.OpenAI;

/// <summary>Reads POST /videos, as JSON or as a form. Only sora models meet OpenAI's own limits.</summary>
internal static partial class OpenAIOrder
{
    public static VideoOrder Read(Fields fields)
    {
        string model = fields.Text("model") ?? "sora-2";
        bool isSora = model.StartsWith("sora-2", StringComparison.Ordinal);
        string size = Size(fields, model, isSora);
        string? image = fields.File is { } file ? OpenAIImage.Check(file, isSora, size) : OpenAIImage.Read(fields, isSora, size);
        return new VideoOrder
        {
            Model = model,
            Prompt = fields.Prompt(32000),
            Seconds = Seconds(fields, isSora),
            Size = VideoLibrary.Sizes.Contains(size) ? size : Fitting(size),
            SizeAsAsked = size,
            ImageUrl = image,
        };
    }

    /// <summary>The fields of a multipart form.</summary>
    public static Fields Open(HttpRequest request)
    {
        JsonObject body = new();
        MultipartPart? file = null;
        foreach (MultipartPart part in MultipartBody.Parse(request))
        {
            if (part.Name != "input_reference")
            {
                Set(body, part.Name, part.Text);
            }
            else if (part.FileName is not null)
            {
                file = part;
            }
            else
            {
                throw OpenAIImage.NotAFile("string").ToException();
            }
        }

        return new Fields(body, OpenAIRefusals.Of) { File = file };
    }

    // OpenAI's own clients write the fields of an object in brackets: video[id].
    private static void Set(JsonObject body, string name, string text)
    {
        if (name.Split('[', 2) is not [var outer, [.. var inner, ']']])
        {
            body[name] = text;
        }
        else if (body[outer] is JsonObject known)
        {
            known[inner] = text;
        }
        else
        {
            body[outer] = new JsonObject { [inner] = text };
        }
    }

    private static int Seconds(Fields fields, bool isSora)
    {
        string text = isSora
            ? fields.OneOf("seconds", "4", "4", "8", "12", "16", "20")
            : fields.Text("seconds") ?? "4";
        return int.TryParse(text, CultureInfo.InvariantCulture, out int seconds) && seconds is > 0 and <= 120
            ? seconds
            : throw fields.Problem(FieldFault.Rule, "seconds", "Invalid seconds value");
    }

    private static string Size(Fields fields, string model, bool isSora)
    {
        if (isSora)
        {
            return model.StartsWith("sora-2-pro", StringComparison.Ordinal)
                ? fields.OneOf("size", "720x1280", VideoLibrary.Sizes)
                : fields.OneOf("size", "720x1280", "720x1280", "1280x720");
        }

        string size = fields.Text("size") ?? "720x1280";
        return AnySize().IsMatch(size)
            ? size
            : throw fields.Problem(FieldFault.Rule, "size", "size must be given as WIDTHxHEIGHT");
    }

    private static string Fitting(string size)
    {
        int[] sides = [.. size.Split('x').Select(side => int.Parse(side, CultureInfo.InvariantCulture))];
        return sides[0] >= sides[1] ? "1280x720" : "720x1280";
    }

    [GeneratedRegex("^[1-9][0-9]{1,3}x[1-9][0-9]{1,3}$")]
    private static partial Regex AnySize();
}
