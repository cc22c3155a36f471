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
    public string? Reserve(SoraTask task, SavedFile? recorded)
    {
        lock (_lock)
        {
            string path = Choose(task, recorded);
            return _owners.TryAdd(path, Owner(task)) ? path : null;
        }
    }

    /// <summary>
    /// Whether a reserved file is still the task's, now that no other run can make it; if not, it is given back.
    /// </summary>
    /// <inheritdoc cref="Reserve"/>
    public bool Confirm(string path, SoraTask task, SavedFile? recorded)
    {
        lock (_lock)
        {
            bool isStill = Choose(task, recorded) == path;
            if (!isStill)
            {
                _owners.Remove(path);
            }

            return isStill;
        }
    }

    private static string Owner(SoraTask task) => $"{task.Provider}/{task.Id}";

    private string Choose(SoraTask task, SavedFile? recorded)
    {
        string owner = Owner(task);
        string[] paths = [.. Candidates(task).Where(path => _owners.GetValueOrDefault(path, owner) == owner)];

        // Two rows of one name are two paid videos: the second one's id is added to its name, and stays there in later runs.
        return paths.FirstOrDefault(path => File.Exists(path) && IsOwn(path, owner, recorded))
            ?? paths.First(IsFree);
    }

    private IEnumerable<string> Candidates(SoraTask task)
    {
        string name = FileNames.For(task, template);
        string own = $"{name}-{Short(task)}";

        // Ids are unique at their provider only, and of long ones the end is taken.
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Owner(task))).AsSpan(0, 4));
        return new[] { name, own, $"{own}-{hash}" }.Select(stem => Path.Combine(folder, stem + extension));
    }

    // What stands beside a file now says more than what was once recorded: the name may have gone to another task's file.
    private static bool IsOwn(string path, string owner, SavedFile? recorded) =>
        Sidecar.OwnerOf(path) is { } maker ? maker == owner : path == recorded?.Path;

    // Whose a file is that nothing stands beside, is seen when no other run can be at it.
    private bool IsFree(string path) => force || !File.Exists(path) || Sidecar.OwnerOf(path) is null;

    private static string Short(SoraTask task)
    {
        string id = FileNames.Safe(task.Id ?? task.RequestId);
        return id.Length <= 48 ? id : id[^48..];
    }
}
