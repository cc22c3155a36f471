namespace SoraPS.Core.Downloads;

/// <summary>The file that a task's video is to get.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Owner">The task, as provider/id.</param>
/// <param name="Candidates">The paths that it may have, the best first.</param>
internal sealed record TargetFile(string Path, string Owner, IReadOnlyList<string> Candidates)
{
    /// <summary>Whether there is a file that may be the task's.</summary>
    public bool MayBeThere => Candidates.Any(File.Exists);
}
