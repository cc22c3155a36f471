using SoraPS.Core.Connections;
using SoraPS.Core.Downloads;
using SoraPS.Core.Gallery;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Gallery;

/// <summary>Tasks as they are after a run, with files of theirs.</summary>
internal static class GallerySamples
{
    public const string Hostile =
        "</script><img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script> {{script}} ' \" & \u202Ereversed";

    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly string s_clips = Path.Combine(Repository.Root, "src", "SoraPS.Emulator", "Videos", "Clips");

    private static readonly string[] s_subjects =
        ["lighthouse", "paper boat", "flower market", "forest path", "origami fox", "night train", "copper kettle"];

    public static SoraTask Task(int index, string? file = null) => new()
    {
        RequestId = $"request-{index:0000}",
        Id = $"video_{index:0000}",
        Provider = index % 3 == 0 ? "LinkModel" : "OpenAI",
        Model = "sora-2",
        Name = $"{s_subjects[index % s_subjects.Length].Replace(' ', '-')}-{index:0000}",
        Prompt = $"A {s_subjects[index % s_subjects.Length]} in the last light of an autumn day, take {index}, slow aerial shot, "
            + "35 mm film, the sea far below and the first lamps of the town behind it",
        State = SoraTaskState.Succeeded,
        Duration = 8,
        AspectRatio = index % 2 == 0 ? "16:9" : "9:16",
        CreatedAt = Now.AddMinutes(-index),
        CompletedAt = Now.AddMinutes(-index).AddSeconds(40 + (index * 37 % 100) + (index * 13 % 41)),
        Estimate = index % 3 == 0 ? 0.59m : 0.8m,
        EstimateCurrency = "USD",
        Path = file,
    };

    /// <summary>A run of some rows of which not all went well; the first prompt is hostile.</summary>
    public static SoraTask[] Mixed(string folder)
    {
        SoraTask[] tasks = [.. Enumerable.Range(0, 12).Select(index => Task(index, Video(folder, index)))];
        tasks[0] = tasks[0] with { Prompt = Hostile, Name = "<b>boat</b>" };
        tasks[3] = tasks[3] with { Price = 0.074m, Currency = "USD" };
        Picture(folder, tasks[4]);
        tasks[5] = tasks[5] with { Path = Path.Combine(folder, "gone.mp4") };
        tasks[6] = tasks[6] with { Path = null, State = SoraTaskState.Running, CompletedAt = null };
        tasks[7] = Failed(7, SoraTaskState.Failed, new SoraTaskError("moderation_blocked", "Blocked.", SoraErrorKind.ContentRejected));
        tasks[8] = Failed(8, SoraTaskState.Cancelled, null);
        tasks[9] = Failed(9, SoraTaskState.Unknown, null) with { Id = null, SubmittedAt = Now.AddMinutes(-9) };
        return tasks;
    }

    public static string Write(string folder, string name, IReadOnlyCollection<SoraTask> tasks, string title = "Spring")
    {
        string path = Path.Combine(folder, name);
        new GalleryFile(path, force: false).Write(title, tasks, new ConnectionRegistry(), Now);
        return path;
    }

    public static string Video(string folder, int index)
    {
        string path = Path.Combine(folder, $"take #{index}.mp4");
        File.Copy(Path.Combine(s_clips, index % 2 == 0 ? "1280x720.mp4" : "720x1280.mp4"), path, overwrite: true);
        return path;
    }

    private static void Picture(string folder, SoraTask task)
    {
        string picture = Path.Combine(folder, "take #4.webp");
        File.Copy(Path.Combine(s_clips, "thumbnail.webp"), picture);
        File.WriteAllBytes(Sidecar.PathOf(picture), Sidecar.Of(new SoraVideo(picture, 1, "", "image/webp", task)).ToBytes());
    }

    private static SoraTask Failed(int index, SoraTaskState state, SoraTaskError? error) =>
        Task(index) with { State = state, Error = error, RawState = "stopped" };
}
