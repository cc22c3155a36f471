using SoraPS.Core.Connections;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Images;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Preparation;

/// <summary>Brings a row to what is sent, in two steps: <see cref="Resolve"/> is free, the rest reads its image.</summary>
public static class RequestPreparation
{
    // Where the gateway documents no bound of its own.
    private const long DefaultMaxImageBytes = 20 * 1024 * 1024;

    /// <summary>The row in the words of its gateway, not checked and without the bytes of its image: enough to price it.</summary>
    /// <exception cref="SoraException">
    /// InvalidRequest: there is no prompt, a text or the image cannot be sent as it is, or the row contradicts itself.
    /// </exception>
    public static ResolvedRequest Resolve(VideoRequest row, Connection connection)
    {
        RowText.Check(row);
        if (string.IsNullOrWhiteSpace(row.Prompt))
        {
            throw new SoraException(SoraErrorKind.InvalidRequest, $"{connection.Name}: The prompt is empty. Nothing was sent.")
            {
                RecommendedAction = "Give the row a Prompt.",
            };
        }

        if (row.DerivedFrom is { } source)
        {
            DerivedRow.Check(row, source, connection);
            return new ResolvedRequest
            {
                Prompt = row.Prompt,
                Model = source.Model ?? connection.UsualModel,
                Duration = source.Kind is DerivationKind.Extension ? row.Duration : null,
                DerivedFrom = source,
                RemoveWatermark = row.RemoveWatermark,
                CallbackUri = row.CallbackUri,
                AdditionalBody = row.AdditionalBody,
            };
        }

        // Also with -SkipValidation: without its image the row would be charged for another video.
        if (row.Image is { Uri: null } local && !connection.Dialect.Image.AcceptsFile)
        {
            throw new SoraException(
                SoraErrorKind.InvalidRequest,
                $"{connection.Name} takes an image by its web address only, not {local.Title}. Nothing was sent.")
            {
                RecommendedAction = "Put the image where the gateway can fetch it and give its https address.",
            };
        }

        string? resolution = VideoShape.Resolution(row.Resolution);
        return connection.Dialect.Resolve(new ResolvedRequest
        {
            Prompt = row.Prompt,
            Model = string.IsNullOrWhiteSpace(row.Model) ? connection.UsualModel : row.Model.Trim(),
            Duration = row.Duration,
            AspectRatio = VideoShape.Ratio(row.AspectRatio) ?? VideoShape.RatioOf(resolution),
            Resolution = resolution,
            Image = row.Image,
            RemoveWatermark = row.RemoveWatermark,
            CallbackUri = row.CallbackUri,
            AdditionalBody = row.AdditionalBody,
        });
    }

    /// <summary>The row as it will be sent: resolved, its local image or data: URL read, and checked.</summary>
    /// <exception cref="SoraException">InvalidRequest, naming the allowed values.</exception>
    public static PreparedRequest Prepare(VideoRequest row, Connection connection) =>
        Prepare(Resolve(row, connection), connection, row.SkipValidation);

    /// <summary>A resolved row as it will be sent.</summary>
    /// <param name="resolved">What <see cref="Resolve"/> made of the row for the same connection.</param>
    /// <param name="connection">Where it will be sent.</param>
    /// <param name="skipValidation">Whether it goes out even where it contradicts what the gateway documents.</param>
    /// <exception cref="SoraException">InvalidRequest, naming the allowed values.</exception>
    public static PreparedRequest Prepare(ResolvedRequest resolved, Connection connection, bool skipValidation)
    {
        // Read before the checks: some gateways want the picture's pixels to be the video's.
        PreparedRequest request = new(resolved) { Picture = Read(resolved.Image, connection.Dialect.Image) };
        if (!skipValidation)
        {
            RequestValidation.Check(request, connection);
        }

        return request;
    }

    private static LoadedImage? Read(ImageInput? image, ImageRules rules)
    {
        long maxBytes = rules.MaxBytes ?? DefaultMaxImageBytes;
        return image switch
        {
            _ when !rules.AcceptsFile => null,
            { Path: { } path } => ImageFile.Load(path, maxBytes),
            { Data: { } url } => DataUrl.Load(url, maxBytes),
            _ => null,
        };
    }
}
