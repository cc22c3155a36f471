using System.Security.Cryptography;
using SoraPS.Core.Downloads;
using SoraPS.Core.Ledger;

namespace SoraPS.Core.Saving;

/// <summary>A file that is there already under the name that a task's video is to get.</summary>
internal static class ExistingVideo
{
    /// <summary>
    /// The video that an earlier run saved, which is not fetched again if every byte of it is still there; null if there is no file.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="path">The file.</param>
    /// <param name="recorded">What the ledger knows of the task's file; null if nothing.</param>
    /// <exception cref="SoraException">FileExists: it is another file. A changed one may have cost somebody hours of work.</exception>
    public static SoraVideo? Find(SoraTask task, string path, SavedFile? recorded)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using FileStream stream = File.OpenRead(path);
        string hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        SavedFile[] known = [.. new[] { recorded, Sidecar.Read(path)?.AsFile(path) }.OfType<SavedFile>().Where(file => file.Path == path)];
        return known.FirstOrDefault(file => file.Length == stream.Length && file.Sha256 == hash) is { } same
            ? new SoraVideo(path, same.Length, same.Sha256, same.ContentType, task with { Path = path })
            : throw NotOurs(path, known.Length > 0 ? "was changed since it was saved" : "was not made by this task");
    }

    /// <summary>The error of a file that is not the task's, and so is not overwritten.</summary>
    public static SoraException NotOurs(string path, string what, Exception? cause = null) =>
        new(SoraErrorKind.FileExists, $"The file {path} {what}, and is left as it is.", cause)
        {
            RecommendedAction = "Move the file away, choose another -Path or -FileName, or overwrite it with -Force. The video is not "
                + "lost: save the task again, which is free.",
        };
}
