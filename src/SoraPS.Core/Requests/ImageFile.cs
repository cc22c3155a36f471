using System.Globalization;

namespace SoraPS.Core.Requests;

/// <summary>Reads a local reference image, no more of it than may be sent.</summary>
public static class ImageFile
{
    /// <summary>Reads a picture of a known kind.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="maxBytes">The largest file to accept.</param>
    /// <exception cref="SoraException">
    /// InvalidRequest: missing, unreadable, too large, or no JPEG, PNG or WebP.
    /// </exception>
    public static LoadedImage Load(string path, long maxBytes)
    {
        byte[] bytes = IsRegular(path) ? Read(path, maxBytes) : [];
        string type = ImageHeader.ContentType(bytes) ?? throw new SoraException(
            SoraErrorKind.InvalidRequest,
            $"The image '{path}' is {ImageHeader.Describe(bytes)}, not a JPEG, PNG or WebP picture.")
        {
            RecommendedAction = "Save it as JPEG, PNG or WebP; renaming the file does not change its kind.",
        };
        (int Width, int Height)? size = ImageHeader.Size(bytes, type);
        return new LoadedImage(bytes, type, size?.Width, size?.Height);
    }

    // A pipe or a terminal would be read for ever; as every device it says that it holds nothing.
    private static bool IsRegular(string path)
    {
        try
        {
            FileInfo file = new(path);
            FileSystemInfo target = file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
            return target is not FileInfo { Exists: true, Length: 0 } && (target.Exists || target == file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Reading it tells why.
            return true;
        }
    }

    private static byte[] Read(string path, long maxBytes)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > maxBytes)
            {
                throw TooLarge(path, maxBytes);
            }

            using MemoryStream copy = new();
            byte[] buffer = new byte[81920];
            int count;
            while ((count = file.Read(buffer)) > 0)
            {
                copy.Write(buffer, 0, count);

                // It may grow meanwhile.
                if (copy.Length > maxBytes)
                {
                    throw TooLarge(path, maxBytes);
                }
            }

            return copy.ToArray();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SoraException(SoraErrorKind.InvalidRequest, $"There is no image '{path}'.", e)
            {
                RecommendedAction = "Give the path of a file that exists, or a web address that begins with http.",
            };
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SoraException(SoraErrorKind.InvalidRequest, $"The image '{path}' cannot be read: {e.Message}", e)
            {
                RecommendedAction = "Check that the path names a file and that you may read it.",
            };
        }
    }

    private static SoraException TooLarge(string path, long maxBytes) =>
        new(SoraErrorKind.InvalidRequest, string.Create(
            CultureInfo.InvariantCulture,
            $"The image '{path}' is larger than the {maxBytes:N0} bytes that may be sent."))
        {
            RecommendedAction = "Scale it down to the size of the video or compress it more.",
        };
}
