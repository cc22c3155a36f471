using SoraPS.Core.Connections;
using SoraPS.Core.Downloads;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Gallery;

/// <summary>What the gallery shows of a task. It holds no link to a gateway: such links may be signed.</summary>
internal sealed record GalleryRow
{
    public required string Provider { get; init; }

    public required string Id { get; init; }

    public required SoraTaskState State { get; init; }

    public string? Name { get; init; }

    public string? Prompt { get; init; }

    public string? Model { get; init; }

    public string? Batch { get; init; }

    public int? Duration { get; init; }

    /// <summary>Resolution, else aspect ratio.</summary>
    public string? Shape { get; init; }

    public decimal? Cost { get; init; }

    public string? Currency { get; init; }

    public bool IsEstimate { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Seconds until the gateway had made the video; null if it did not or that is not known.</summary>
    public double? Took { get; init; }

    /// <summary>Address of the saved file as seen from the page; null if there is none.</summary>
    public string? File { get; init; }

    public string? FileName { get; init; }

    public long? Length { get; init; }

    /// <summary>Address of the saved thumbnail as seen from the page; null if there is none.</summary>
    public string? Poster { get; init; }

    public string? Reason { get; init; }

    public string? Advice { get; init; }

    /// <summary>What to show of a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="folder">The folder of the page.</param>
    /// <param name="connection">The connection of its provider; null if there is none any more.</param>
    public static GalleryRow Of(SoraTask task, string folder, Connection? connection)
    {
        FileInfo? file = task.Path is { } path && new FileInfo(path) is { Exists: true } there ? there : null;
        string? poster = file is null ? null : PosterOf(task, file);
        bool isCharged = task is { Price: not null, Currency: not null };
        SoraException? problem = file is null ? ProblemOf(task, connection) : null;
        return new GalleryRow
        {
            Provider = task.Provider,
            Id = task.Id ?? task.RequestId,
            State = task.State,
            Name = task.Name,
            Prompt = task.Prompt,
            Model = task.Model,
            Batch = task.Batch,
            Duration = task.Duration,
            Shape = task.Resolution ?? task.AspectRatio,
            Cost = isCharged ? task.Price : task.Estimate,
            Currency = isCharged ? task.Currency : task.EstimateCurrency,
            IsEstimate = !isCharged,
            CreatedAt = task.BeganAt() == default ? null : task.BeganAt(),
            Took = task.State is SoraTaskState.Succeeded && task.CompletedAt - task.BeganAt() is { Ticks: >= 0 } took
                ? took.TotalSeconds
                : null,
            File = file is null ? null : Address(folder, file.FullName),
            FileName = file?.Name,
            Length = file?.Length,
            Poster = poster is null ? null : Address(folder, poster),
            Reason = task.Error?.ToString() ?? problem?.Message,
            Advice = problem?.RecommendedAction,
        };
    }

    // Thumbnails have the name of the video, and a sidecar that names the same task.
    private static string? PosterOf(SoraTask task, FileInfo video)
    {
        string picture = System.IO.Path.ChangeExtension(video.FullName, Variant.All.First(one => one.Name is "thumbnail").Extension);
        return System.IO.File.Exists(picture) && Sidecar.OwnerOf(picture) == $"{task.Provider}/{task.Id}" ? picture : null;
    }

    private static SoraException? ProblemOf(SoraTask task, Connection? connection) => task.State switch
    {
        SoraTaskState.Unknown => SubmissionErrors.StillUnknown(task, connection),
        SoraTaskState.Succeeded => new SoraException(
            SoraErrorKind.DownloadFailed,
            task.Path is null ? "The video is not saved." : $"The file {task.Path} is not there any more.")
        {
            RecommendedAction = "Save it with Save-SoraVideo, which is free, as long as the gateway keeps it.",
        },
        SoraTaskState.Queued or SoraTaskState.Running or SoraTaskState.Submitting => new SoraException(
            SoraErrorKind.WaitTimeout, "The video was not ready when this page was written.")
        {
            RecommendedAction = "Get-SoraTask -Unfinished | Wait-SoraTask | Save-SoraVideo",
        },
        _ => task.Failure(),
    };

    // Every part is escaped, so that no name is taken for a scheme, a query or a fragment.
    private static string Address(string folder, string path)
    {
        string relative = System.IO.Path.GetRelativePath(folder, path);
        return System.IO.Path.IsPathRooted(relative)
            ? new Uri(relative).AbsoluteUri
            : string.Join('/', relative.Split(System.IO.Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
    }
}
