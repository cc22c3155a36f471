namespace SoraPS.Core.Downloads;

/// <summary>Gives each task a file of its own in the folder, the same one in every run.</summary>
internal sealed class TargetFiles(string folder, string? template, bool force)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _owners = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The file for a task; null if this run is already saving the same one.</summary>
    /// <param name="task">The task.</param>
    /// <param name="extension">Extension of the file, with its dot.</param>
    /// <param name="recorded">The file that the ledger has for the task, or null.</param>
    /// <exception cref="SoraException">FileExists: a file of that name is there that no task made.</exception>
    public string? Reserve(SoraTask task, string extension, string? recorded)
    {
        string name = FileNames.For(task, template);
        string owner = $"{task.Provider}/{task.Id}";
        string plain = Path.Combine(folder, name + extension);
        string own = Path.Combine(folder, $"{name}-{Short(task)}{extension}");
        lock (_lock)
        {
            // Two rows of one name are two paid videos: the second one's id is added to its name, and stays there in later runs.
            string path = IsOwn(own, owner, recorded) || !IsFree(plain, owner, recorded) ? own : plain;
            return _owners.TryAdd(path, owner) ? path : null;
        }
    }

    private static bool IsOwn(string path, string owner, string? recorded) =>
        File.Exists(path) && (path == recorded || Sidecar.OwnerOf(path) == owner);

    private bool IsFree(string path, string owner, string? recorded)
    {
        if (_owners.TryGetValue(path, out string? other))
        {
            return other == owner;
        }

        if (force || path == recorded || !File.Exists(path))
        {
            return true;
        }

        return Sidecar.OwnerOf(path) is { } maker
            ? maker == owner
            : throw new SoraException(SoraErrorKind.FileExists, $"The file {path} exists and was not made by this task.")
            {
                RecommendedAction = "Choose another -Path or -FileName, or overwrite it with -Force. The video is not lost: save the task again.",
            };
    }

    private static string Short(SoraTask task)
    {
        string id = FileNames.Safe(task.Id ?? task.RequestId);
        return id.Length <= 48 ? id : id[^48..];
    }
}
