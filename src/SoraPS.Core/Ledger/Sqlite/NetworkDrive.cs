namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>
/// Tells drives that are on another machine. SQLite accepts a write-ahead log there, but its index is shared memory, which machines do
/// not share (https://www.sqlite.org/wal.html): two of them would not see each other's rows, and both would pay for them.
/// </summary>
internal static class NetworkDrive
{
    // As the runtime names them. FUSE and 9p are not among them: what they lead to is often this machine.
    private static readonly string[] s_formats =
    [
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afp", "afpfs", "afs", "ceph", "coda", "davfs2", "gfs", "gfs2", "glusterfs",
        "gpfs", "lustre", "ncp", "ncpfs", "ocfs2", "sshfs", "webdav", "fuse.sshfs", "fuse.glusterfs",
    ];

    /// <summary>The kind of network drive that a file is on, such as nfs; null if it is on none, or that cannot be told.</summary>
    public static string? FormatOf(string path)
    {
        if (OperatingSystem.IsWindows() && Uri.TryCreate(path, UriKind.Absolute, out Uri? address) && address.IsUnc)
        {
            return "share";
        }

        try
        {
            DriveInfo drive = new(OperatingSystem.IsWindows() ? Path.GetPathRoot(path) ?? path : ExistingPart(path));
            bool isRemote = OperatingSystem.IsWindows() ? drive.DriveType is DriveType.Network : IsRemote(drive.DriveFormat);
            return isRemote ? drive.DriveFormat : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A drive that does not tell: opening the file shows whether it can be used.
            return null;
        }
    }

    /// <summary>Whether a file system of this name is on another machine.</summary>
    internal static bool IsRemote(string format) => s_formats.Contains(format, StringComparer.OrdinalIgnoreCase);

    /// <summary>What is there of a path: the folder of a ledger is made with it.</summary>
    internal static string ExistingPart(string path)
    {
        string? folder = path;
        while (folder is not null && !File.Exists(folder) && !Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? path;
    }
}
