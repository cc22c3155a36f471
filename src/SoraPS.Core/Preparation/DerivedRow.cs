using SoraPS.Core.Connections;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Preparation;

/// <summary>
/// Checks rows that are made from another video. -SkipValidation does not apply: what is refused here could not be sent, and another
/// video than the wanted one would be paid for.
/// </summary>
internal static class DerivedRow
{
    /// <summary>Passes a row whose values are sent, or are those of the video that it is made from.</summary>
    /// <exception cref="SoraException">InvalidRequest.</exception>
    public static void Check(VideoRequest row, Derivation source, Connection connection)
    {
        string[] problems = [.. Problems(row, source, connection)];
        if (problems.Length > 0)
        {
            throw new SoraException(
                SoraErrorKind.InvalidRequest, $"{connection.Name}: {string.Join(". ", problems)}. Nothing was sent.")
            {
                RecommendedAction = "Correct the row. The OpenAI dialect makes remixes, edits and extensions.",
            };
        }
    }

    private static IEnumerable<string> Problems(VideoRequest row, Derivation source, Connection connection)
    {
        if (!connection.Dialect.MakesFromVideos)
        {
            yield return "This gateway makes no video from another one";
            yield break;
        }

        bool isExtension = source.Kind is DerivationKind.Extension;
        if (isExtension && row.Duration is null)
        {
            yield return "An extension needs a Duration, which is the length of what is added";
        }

        (string Name, string? Given, string? Known)[] values =
        [
            (nameof(row.Model), row.Model?.Trim(), source.Model),
            (nameof(row.Duration), isExtension ? null : $"{row.Duration}", $"{source.Duration}"),
            (nameof(row.AspectRatio), VideoShape.Ratio(row.AspectRatio), VideoShape.Ratio(source.AspectRatio)),
            (nameof(row.Resolution), VideoShape.Resolution(row.Resolution), VideoShape.Resolution(source.Resolution)),
            (nameof(row.Image), row.Image?.Title, null),
        ];
        foreach ((string name, string? given, string? known) in values)
        {
            if (!string.IsNullOrEmpty(given) && !given.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                yield return $"{name} cannot be chosen for a video that is made from another one";
            }
        }
    }
}
