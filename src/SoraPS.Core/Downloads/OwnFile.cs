namespace SoraPS.Core.Downloads;

/// <summary>Files of ours in a folder where others may put links of the same name, which are never followed.</summary>
internal static class OwnFile
{
    /// <summary>Opens or makes a file for reading and writing.</summary>
    public static FileStream Open(string path, FileShare share)
    {
        if (new FileInfo(path).LinkTarget is not null)
        {
            File.Delete(path);
        }

        return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 0);
    }

    /// <summary>Makes a file anew, all of it or none.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        File.Delete(path);
        try
        {
            using FileStream stream = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            stream.Write(bytes);
        }
        catch (IOException)
        {
            // On a full disk it has its name already, and nothing in it.
            File.Delete(path);
            throw;
        }
    }
}
