using System.Text;
using SoraPS.Core.Connections;
using SoraPS.Core.Costs;
using SoraPS.Core.Downloads;

namespace SoraPS.Core.Gallery;

/// <summary>Writes tasks and their videos as a page that a browser shows from disk or from any web server.</summary>
/// <param name="path">Full path of the page.</param>
/// <param name="force">Whether a file that is no such page is overwritten, too.</param>
public sealed class GalleryFile(string path, bool force)
{
    /// <summary>Checks, before anything is paid for, that no other file is there.</summary>
    /// <exception cref="SoraException">FileExists; WriteFailed: what is there cannot be read.</exception>
    public void Check() => Attempt(() =>
    {
        if (!force && File.Exists(path) && !GalleryPage.IsPage(path))
        {
            throw new SoraException(SoraErrorKind.FileExists, $"The file {path} was not written by Export-SoraGallery.")
            {
                RecommendedAction = "Give another -Path, or overwrite it with -Force.",
            };
        }
    });

    /// <summary>Writes the page, all of it or nothing; the folder is made if needed.</summary>
    /// <param name="title">Title of the page.</param>
    /// <param name="tasks">What to show, in this order.</param>
    /// <param name="connections">Tell where the task of an unknown submission can be looked for.</param>
    /// <param name="now">Time that the page shows.</param>
    /// <exception cref="SoraException">FileExists, WriteFailed.</exception>
    public FileInfo Write(string title, IReadOnlyCollection<SoraTask> tasks, ConnectionRegistry connections, DateTimeOffset now)
    {
        Check();
        string folder = Path.GetDirectoryName(path)!;
        GalleryData data = new(
            now,
            [.. tasks.Select(task => GalleryRow.Of(task, folder, connections.Find(task.Provider)))],
            ExpenseReport.Of(tasks, task => new SoraExpense { Tasks = 0, Provider = task.Provider }));
        Attempt(() =>
        {
            Directory.CreateDirectory(folder);
            string temporary = $"{path}.{Environment.ProcessId}.tmp";
            OwnFile.Write(temporary, Encoding.UTF8.GetBytes(GalleryPage.Html(title, data)));
            File.Move(temporary, path, overwrite: true);
        });
        return new FileInfo(path);
    }

    private void Attempt(Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SoraException(SoraErrorKind.WriteFailed, $"The page {path} could not be written: {exception.Message}", exception)
            {
                RecommendedAction = "Give another -Path, or yourself the right to write there.",
            };
        }
    }
}
