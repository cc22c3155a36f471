using System.Diagnostics;
using System.Text.Json;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Gallery;

/// <summary>Runs tests/Node/gallery.mjs once: what it says of each of its checks.</summary>
public sealed class GalleryBrowser : IAsyncLifetime
{
    public static string Script { get; } = Path.Combine(Repository.Root, "tests", "Node", "gallery.mjs");
    private static readonly string s_pictures = Path.Combine(Repository.Root, "output", "TestResults", "gallery");

    private readonly Dictionary<string, string?> _problems = [];

    /// <summary>What is wrong; null if nothing is.</summary>
    public string? ProblemOf(string check) => _problems[check];

    public async Task InitializeAsync()
    {
        if (!NodeTools.HasBrowser)
        {
            return;
        }

        using TempFolder folder = new();
        GallerySamples.Write(folder.Path, "small.html", GallerySamples.Mixed(folder.Path), "</title><i>Spring</i>");
        string[] videos = [.. Enumerable.Range(0, 20).Select(index => GallerySamples.Video(folder.Path, index))];
        GallerySamples.Write(
            folder.Path, "many.html", [.. Enumerable.Range(0, 2000).Select(index => GallerySamples.Task(index, videos[index % 20]))]);
        string[] arguments = [Script, NodeTools.Modules, NodeTools.Browser!, folder.Path, s_pictures];
        using Process node = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true })!;
        while (await node.StandardOutput.ReadLineAsync() is { } line)
        {
            using JsonDocument check = JsonDocument.Parse(line);
            _problems[check.RootElement.GetProperty("name").GetString()!] = check.RootElement.GetProperty("problem").GetString();
        }

        await node.WaitForExitAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
