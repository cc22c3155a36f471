namespace SoraPS.Core.Downloads;

/// <summary>The folder that files go to.</summary>
internal static class Folders
{
    /// <summary>Makes the folder and proves that it can be written to, before anything is paid for.</summary>
    /// <exception cref="SoraException">WriteFailed.</exception>
    public static void MakeWritable(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $".soraps-{Guid.NewGuid():N}");
            using FileStream stream = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SoraException(SoraErrorKind.WriteFailed, $"The folder {folder} cannot be written to: {exception.Message}", exception)
            {
                RecommendedAction = "Choose another -Path, or give yourself the right to write there.",
            };
        }
    }
}
