using System.Security.Cryptography;
using System.Text;
using SoraPS.Core.Ledger;

namespace SoraPS.Core.Downloads;

/// <summary>Gives each task a file of its own in the folder, the same one in every run.</summary>
internal sealed class TargetFiles(string folder, string? template, string extension, bool force)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _owners = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The file for a task; null if this run is already saving the same one.</summary>
    /// <param name="task">The task.</param>
    /// <param name="recorded">The file that the ledger has for the task, or null.</param>
    public TargetFile? Reserve(SoraTask task, SavedFile? recorded)
    {
        string owner = $"{task.Provider}/{task.Id}";
        string[] candidates = Candidates(task, owner);
        lock (_lock)
        {
            string path = Choose(owner, candidates, recorded);
            return _owners.TryAdd(path, owner) ? new TargetFile(path, owner, candidates) : null;
        }
    }

    /// <summary>
    /// Whether a reserved file is still the task's, now that no other run can make it; if not, it is given back.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="recorded">The file that the ledger has for the task now, or null.</param>
    public bool Confirm(TargetFile file, SavedFile? recorded)
    {
        lock (_lock)
        {
            bool isStill = Choose(file.Owner, file.Candidates, recorded) == file.Path;
            if (!isStill)
            {
                _owners.Remove(file.Path);
            }

            return isStill;
        }
    }

    // Two rows of one name are two paid videos: the second one's id is added to its name, and stays there in later runs.
    private string Choose(string owner, IReadOnlyList<string> candidates, SavedFile? recorded)
    {
        string? free = null;
        foreach (string path in candidates.Where(path => _owners.GetValueOrDefault(path, owner) == owner))
        {
            bool exists = File.Exists(path);
            if (exists && IsOwn(path, owner, recorded))
            {
                return path;
            }

            // Whose a file is that nothing stands beside, is seen when no other run can be at it.
            if (free is null && (!exists || force || Sidecar.OwnerOf(path) is null))
            {
                free = path;
            }
        }

        return free ?? throw new InvalidOperationException("Each name that the file may have is taken.");
    }

    private string[] Candidates(SoraTask task, string owner)
    {
        string name = FileNames.For(task, template);
        string own = $"{name}-{Short(task)}";

        // Ids are unique at their provider only, and of long ones the end is taken.
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owner)).AsSpan(0, 4));
        return [PathOf(name), PathOf(own), PathOf($"{own}-{hash}")];
    }

    private string PathOf(string stem) => Path.Combine(folder, stem + extension);

    // What stands beside a file now says more than what was once recorded: the name may have gone to another task's file.
    private static bool IsOwn(string path, string owner, SavedFile? recorded) =>
        Sidecar.OwnerOf(path) is { } maker ? maker == owner : path == recorded?.Path;

    private static string Short(SoraTask task)
    {
        string id = FileNames.Safe(task.Id ?? task.RequestId);
        return id.Length <= 48 ? id : id[^48..];
    }
}
