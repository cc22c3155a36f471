using System.Text;
using SoraPS.Emulator;

namespace SoraPS.Bench.Line;

/// <summary>Checks what a contender saved.</summary>
internal static class SavedFiles
{
    /// <summary>Compares each byte, and gives the mean seconds from when a task was ready to when its file had its last byte.</summary>
    /// <param name="tasks">The tasks that the contender made.</param>
    /// <param name="video">The video of the first of them; the others differ in nothing but the task's id in them.</param>
    /// <param name="folder">Where the files are.</param>
    /// <param name="fileOf">The name of the file for a prompt.</param>
    /// <param name="generation">How long after its creation a task was ready.</param>
    /// <exception cref="InvalidOperationException">A file is missing, or holds what it should not.</exception>
    public static double Check(
        IReadOnlyList<EmulatedTask> tasks, byte[] video, string folder, IReadOnlyDictionary<string, string> fileOf, TimeSpan generation)
    {
        int files = Directory.EnumerateFiles(folder, "*.mp4").Count();
        if (tasks.Count != fileOf.Count || files != fileOf.Count)
        {
            throw new InvalidOperationException($"{fileOf.Count} rows made {tasks.Count} tasks and {files} files.");
        }

        int place = video.AsSpan().IndexOf(Encoding.UTF8.GetBytes(tasks[0].Id));
        double seconds = 0;
        foreach (EmulatedTask task in tasks)
        {
            FileInfo file = new(Path.Combine(folder, fileOf[task.Prompt]));
            Encoding.UTF8.GetBytes(task.Id).CopyTo(video.AsSpan(place));
            if (file.Length != video.Length || !File.ReadAllBytes(file.FullName).AsSpan().SequenceEqual(video))
            {
                throw new InvalidOperationException($"{file.Name} is not the video of {task.Id}.");
            }

            seconds += (file.LastWriteTimeUtc - task.MadeAt.UtcDateTime - generation).TotalSeconds;
        }

        return seconds / tasks.Count;
    }
}
