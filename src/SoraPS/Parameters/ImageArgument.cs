using System.Management.Automation;
using SoraPS.Core.Images;

namespace SoraPS.Parameters;

/// <summary>What -Image says.</summary>
internal static class ImageArgument
{
    /// <summary>Reads it as a data: URL, a web address or the path of a file.</summary>
    /// <exception cref="SoraException">InvalidRequest: it is none of these.</exception>
    public static ImageInput Read(string text, SessionState session)
    {
        // Without Base64 it may be a file on a drive of that name.
        if (DataUrl.IsOne(text) || (text.StartsWith(DataUrl.Scheme, StringComparison.OrdinalIgnoreCase) && !IsDrive("data", session)))
        {
            return new ImageInput { Data = text };
        }

        bool isUri = Uri.TryCreate(text, UriKind.Absolute, out Uri? uri);
        return isUri && !uri!.IsFile && !IsDrive(uri.Scheme, session) ? new ImageInput { Uri = uri }
            : isUri && text.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? new ImageInput { Path = uri!.LocalPath }
            : new ImageInput { Path = FindPath(text, session) };
    }

    // Temp:/x.png reads like an address of the scheme 'temp'.
    private static bool IsDrive(string scheme, SessionState session) => scheme is not ("http" or "https")
        && session.Drive.GetAll().Any(drive => string.Equals(drive.Name, scheme, StringComparison.OrdinalIgnoreCase));

    private static string FindPath(string image, SessionState session) =>
        FilePath.TryResolve(image, session, out string why) ?? throw new SoraException(
            SoraErrorKind.InvalidRequest,
            $"The image '{new ImageInput { Path = image }}' is neither a file nor a web address. {why} Nothing was sent.")
        {
            RecommendedAction = "Give the path of a file that exists, or a web address that begins with http.",
        };
}
