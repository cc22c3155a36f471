using SoraPS.Core.Connections;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Images;
using SoraPS.Core.Networks;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Preparation;

/// <summary>
/// Brings a row to what is sent, and checks it against what the gateway documents, before any money is spent. Models that are
/// not documented are not second-guessed.
/// </summary>
public static class RequestPreparation
{
    // Where the gateway documents no bound of its own.
    private const long DefaultMaxImageBytes = 20 * 1024 * 1024;

    /// <summary>
    /// The row in the words of its gateway, neither checked nor its image loaded: enough to tell what it costs.
    /// </summary>
    /// <exception cref="SoraException">
    /// InvalidRequest: there is no prompt, a text cannot be sent as it is, or the row contradicts itself.
    /// </exception>
    public static VideoRequest Resolve(VideoRequest row, Connection connection)
    {
        RowText.Check(row);
        if (string.IsNullOrWhiteSpace(row.Prompt))
        {
            throw Invalid(connection, ["The prompt is empty"]);
        }

        string? resolution = VideoShape.Resolution(row.Resolution);
        return connection.Dialect.Resolve(row with
        {
            Model = string.IsNullOrWhiteSpace(row.Model) ? connection.DefaultModel ?? connection.Dialect.DefaultModel : row.Model.Trim(),
            AspectRatio = VideoShape.Ratio(row.AspectRatio) ?? VideoShape.RatioOf(resolution),
            Resolution = resolution,
        });
    }

    /// <summary>The row as it will be sent, its local image or data: URL loaded.</summary>
    /// <exception cref="SoraException">InvalidRequest, naming the allowed values.</exception>
    public static VideoRequest Prepare(VideoRequest row, Connection connection)
    {
        VideoRequest request = Resolve(row, connection);

        // Loaded before the checks: some gateways want the picture's pixels to be the video's.
        request = request with { Image = Load(request, connection.Dialect) };
        if (!row.SkipValidation)
        {
            string[] problems = [.. Problems(request, connection)];
            if (problems.Length > 0)
            {
                throw Invalid(connection, problems);
            }
        }

        return request;
    }

    private static IEnumerable<string> Problems(VideoRequest request, Connection connection)
    {
        Dialect dialect = connection.Dialect;
        if (dialect.FindModel(request.Model) is { } model)
        {
            foreach (string problem in ModelProblems(request, model))
            {
                yield return problem;
            }
        }

        bool? byPixels = VideoShape.TryPixels(request.Resolution, out _, out _) ? VideoShape.IsPortrait(null, request.Resolution) : null;
        if (byPixels is not null && VideoShape.IsPortrait(request.AspectRatio) is { } byRatio && byRatio != byPixels)
        {
            yield return $"Ratio {request.AspectRatio} contradicts resolution {request.Resolution}";
        }

        if (request.Image?.Uri is { } uri && ImageProblem(uri, dialect, connection) is { } imageProblem)
        {
            yield return imageProblem;
        }

        if (request.Image is { Uri: null } && !dialect.Image.AcceptsFile)
        {
            yield return "This gateway takes no image files or data: URLs, only public web addresses";
        }

        if (request.CallbackUri is not null && !dialect.TakesCallback)
        {
            yield return "This gateway takes no callback address";
        }

        if (request.RemoveWatermark is not null && !dialect.TakesRemoveWatermark)
        {
            yield return "This gateway has no watermark setting";
        }

        foreach (string problem in dialect.Check(request))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> ModelProblems(VideoRequest request, SoraModel model)
    {
        // Documents count characters, as JSON Schema does, and not the halves of surrogate pairs.
        if (model.MaxPromptLength is { } longest && request.Prompt.EnumerateRunes().Count() is var length && length > longest)
        {
            yield return $"The prompt has {length} characters; {model.Model} takes at most {longest}";
        }

        if (request.Duration is { } duration && model.Durations.Count > 0 && !model.Durations.Contains(duration))
        {
            yield return $"Duration {duration} is not offered; {model.Model} offers {string.Join(", ", model.Durations)} seconds";
        }

        if (request.AspectRatio is { } ratio && model.AspectRatios.Count > 0 && !model.AspectRatios.Contains(ratio))
        {
            yield return $"Ratio {ratio} is not offered; {model.Model} offers {string.Join(", ", model.AspectRatios)}";
        }

        if (request.Resolution is { } resolution && model.Resolutions.Count > 0
            && !model.Resolutions.Any(one => Same(one, resolution) || Same(one, VideoShape.Tier(resolution))))
        {
            yield return $"Resolution {resolution} is not offered; {model.Model} offers {string.Join(", ", model.Resolutions)}";
        }

        if (model.Image is SoraImageUse.None && request.Image is not null)
        {
            yield return $"{model.Model} takes no image";
        }

        if (model.Image is SoraImageUse.Required && request.Image is null)
        {
            yield return $"{model.Model} needs an image";
        }
    }

    private static string? ImageProblem(Uri uri, Dialect dialect, Connection connection)
    {
        if (!uri.IsAbsoluteUri || uri.Scheme is not ("http" or "https"))
        {
            return "The image is neither a file nor an http or https address";
        }

        string extension = Path.GetExtension(uri.AbsolutePath).ToLowerInvariant();
        string? type = extension switch
        {
            ".gif" => "image/gif",
            ".bmp" => "image/bmp",
            ".tif" or ".tiff" => "image/tiff",
            ".svg" => "image/svg+xml",
            ".pdf" => "application/pdf",
            ".mp4" => "video/mp4",
            _ => null,
        };
        if (type is not null && dialect.Image.Types.Count > 0 && !dialect.Image.Types.Contains(type))
        {
            return $"An image of kind {extension} is not taken; allowed are {string.Join(", ", dialect.Image.Types)}";
        }

        return PrivateNetworks.Contain(uri) && !PrivateNetworks.Contain(connection.BaseUri)
            ? $"The gateway cannot reach the private image address {uri.IdnHost}"
            : null;
    }

    private static ImageInput? Load(VideoRequest request, Dialect dialect)
    {
        if (!dialect.Image.AcceptsFile || request.Image is not { Content: null } image)
        {
            return request.Image;
        }

        long maxBytes = dialect.Image.MaxBytes ?? DefaultMaxImageBytes;
        return image switch
        {
            { Path: { } path } => image with { Content = ImageFile.Load(path, maxBytes) },
            { Data: { } url } => image with { Content = DataUrl.Load(url, maxBytes) },
            _ => image,
        };
    }

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static SoraException Invalid(Connection connection, string[] problems) =>
        new(
            SoraErrorKind.InvalidRequest,
            $"{connection.Name}: {string.Join(". ", problems.Select(problem => problem.TrimEnd('.')))}. Nothing was sent.")
        {
            RecommendedAction = $"Correct the row. Get-SoraModel -Provider {connection.Name} shows what is allowed; "
                + "-SkipValidation sends it as it is.",
        };
}
