using System.Text.Json.Nodes;
using SoraPS.Emulator.Dialects.Shared;
using SoraPS.Emulator.Http;

namespace SoraPS.Emulator.Dialects.OpenAI;

/// <summary>Reads input_reference: a file of a form, or an object of JSON. The image itself is not kept.</summary>
internal static class OpenAIImage
{
    private const int MaxImage = 20 * 1024 * 1024;
    private static readonly string[] s_mediaTypes = ["image/jpeg", "image/png", "image/webp"];

    public static string Check(MultipartPart file, bool isSora, string size)
    {
        string type = file.ContentType ?? "application/octet-stream";
        if (!s_mediaTypes.Contains(type))
        {
            throw OpenAIRefusals.Invalid("input_reference", $"Invalid file 'input_reference': unsupported mimetype "
                + $"('{type}'). Supported file formats are 'image/jpeg', 'image/png', and 'image/webp'.",
                "unsupported_file_mimetype").ToException();
        }

        if (file.FileName!.Contains('"', StringComparison.Ordinal))
        {
            throw OpenAIRefusals.Invalid("input_reference", $"Invalid file 'input_reference': {file.FileName} is no file name.",
                "invalid_value").ToException();
        }

        CheckPixels(file.Content, isSora, size);
        return "(file)";
    }

    public static string? Read(Fields fields, bool isSora, string size)
    {
        if (fields.Raw("input_reference") is not { } node)
        {
            return null;
        }

        if (node is not JsonObject)
        {
            throw NotAFile(node.GetValueKind().ToString().ToLowerInvariant()).ToException();
        }

        Fields image = fields.Object("input_reference")!;
        if (image.Has("image_url") == image.Has("file_id"))
        {
            throw image.Problem(FieldFault.Rule, "", "Exactly one of 'image_url' and 'file_id' must be given.");
        }

        if (image.Text("image_url") is not { } url)
        {
            return "(file)";
        }

        if (InlineImage.TryRead(url, out byte[] bytes))
        {
            CheckPixels(bytes, isSora, size);
        }
        else if (ImageAddress.Judge(url) is not ImageVerdict.Good and var verdict)
        {
            throw image.Problem(FieldFault.Rule, "image_url", $"The image cannot be used: {verdict}");
        }

        return url;
    }

    public static Refusal NotAFile(string received) => OpenAIRefusals.Invalid("input_reference",
        $"Invalid type for 'input_reference': expected a file, but got a {received} instead.", "invalid_type");

    private static void CheckPixels(byte[] image, bool isSora, string size)
    {
        if (image.Length > MaxImage)
        {
            throw OpenAIRefusals.Of(RefusalKind.TooLarge, "").ToException();
        }

        if (isSora && ImageSize.Of(image) is { } found && found != size)
        {
            throw OpenAIRefusals.Invalid("input_reference", "Inpaint image must match the requested width and height",
                "invalid_value").ToException();
        }
    }
}
