using System.Collections.Concurrent;

namespace SoraPS.Emulator.Videos;

/// <summary>Gives the video of a task; what tasks share is built once.</summary>
internal static class VideoLibrary
{
    private static readonly ConcurrentDictionary<string, Clip> s_clips = new();
    private static readonly ConcurrentDictionary<(string Size, int Seconds), byte[]> s_heads = new();

    /// <summary>The frame sizes there are clips of.</summary>
    public static IReadOnlyList<string> Sizes { get; } =
        ["1280x720", "720x1280", "1792x1024", "1024x1792", "1920x1080", "1080x1920"];

    public static byte[] Thumbnail { get; } = EmbeddedFile.Read("thumbnail.webp");

    public static byte[] Spritesheet { get; } = EmbeddedFile.Read("spritesheet.jpg");

    public static VideoFile Create(string size, int seconds, string id, long? length)
    {
        Clip clip = s_clips.GetOrAdd(size, Clip.Load);
        byte[] head = s_heads.GetOrAdd((size, seconds), key => Mp4Head.Build(clip, key.Seconds));
        return new VideoFile(head, clip.Samples, id, length);
    }
}
