namespace SoraPS.Core.Images;

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
        string name = $"image '{new ImageInput { Path = path }}'";
        return LoadedImage.Of(IsRegular(path) ? Read(path, maxBytes, name) : [], name);
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

    private static byte[] Read(string path, long maxBytes, string name)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > maxBytes)
            {
                throw LoadedImage.TooLarge(name, maxBytes);
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
                    throw LoadedImage.TooLarge(name, maxBytes);
                }
            }

            return copy.ToArray();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SoraException(SoraErrorKind.InvalidRequest, $"There is no {name}.", e)
            {
                RecommendedAction = "Give the path of a file that exists, or a web address that begins with http.",
            };
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SoraException(SoraErrorKind.InvalidRequest, $"The {name} cannot be read: {ImageInput.Shown(e.Message)}", e)
            {
                RecommendedAction = "Check that the path names a file and that you may read it.",
            };
        }
    }
}
