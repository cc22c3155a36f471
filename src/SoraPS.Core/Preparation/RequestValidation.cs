using SoraPS.Core.Connections;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Networks;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Preparation;

/// <summary>
/// Checks a request against what its gateway documents, before any money is spent. Models that are not documented are not
/// second-guessed.
/// </summary>
internal static class RequestValidation
{
    /// <summary>Passes a request that the gateway will take, as far as its documents say.</summary>
    /// <exception cref="SoraException">InvalidRequest, with all that is wrong and the allowed values.</exception>
    public static void Check(PreparedRequest request, Connection connection)
    {
        string[] problems = [.. Problems(request, connection)];
        if (problems.Length > 0)
        {
            throw Refused(connection, problems);
        }
    }

    private static SoraException Refused(Connection connection, string[] problems) =>
        new(
            SoraErrorKind.InvalidRequest,
            $"{connection.Name}: {string.Join(". ", problems.Select(problem => problem.TrimEnd('.')))}. Nothing was sent.")
        {
            RecommendedAction = $"Correct the row. Get-SoraModel -Provider {connection.Name} shows what is allowed; "
                + "-SkipValidation sends it as it is.",
        };

    private static IEnumerable<string> Problems(PreparedRequest request, Connection connection)
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

    private static IEnumerable<string> ModelProblems(PreparedRequest request, SoraModel model)
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

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
