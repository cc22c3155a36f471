using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Gallery;

/// <summary>What is written, seen as text: the page in a browser is GalleryBrowserTests' business.</summary>
public sealed partial class GalleryPageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_policy_names_the_style_and_the_script_by_their_hashes()
    {
        string page = Page(GallerySamples.Mixed(_folder.Path));
        string policy = Policy().Match(page).Groups[1].Value;
        Assert.Contains($"style-src {Hash(Between(page, "<style>", "</style>"))};", policy, StringComparison.Ordinal);
        string script = Between(page, "</script>\n<script>", "</script>\n</body>");
        Assert.Contains($"script-src {Hash(script)};", policy, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch("unsafe|https?:|\\*", policy);
    }

    [Fact]
    public void No_text_of_a_task_can_end_the_element_that_holds_it()
    {
        string data = Between(Page(GallerySamples.Mixed(_folder.Path)), "id=\"data\">", "</script>");
        Assert.DoesNotMatch("[<>&']", data);
        Assert.Equal(GallerySamples.Hostile, Rows(data)[0].GetProperty("prompt").GetString());
    }

    [Fact]
    public void Links_of_a_gateway_which_may_be_signed_stay_out()
    {
        SoraTask task = GallerySamples.Task(0) with { VideoUri = new("https://cdn.example/v.mp4?sig=1"), ThumbnailUri = new("https://t/") };
        Assert.DoesNotContain("https:", Page(task), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("take #1 100%.mp4", "take%20%231%20100%25.mp4")]
    [InlineData("javascript:alert(1).mp4", "javascript%3Aalert%281%29.mp4")]
    [InlineData("sub/ä?.mp4", "sub/%C3%A4%3F.mp4")]
    [InlineData("../up.mp4", "../up.mp4")]
    public void A_file_is_named_as_seen_from_the_page(string name, string address)
    {
        string page = Path.Combine(_folder.Path, "pages", "index.html");
        string file = Path.Combine(_folder.Path, "pages", name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "video");
        Page(page, GallerySamples.Task(1, file));
        JsonElement row = Rows(Between(File.ReadAllText(page), "id=\"data\">", "</script>"))[0];
        Assert.Equal(address, row.GetProperty("file").GetString());
        Assert.Equal(5, row.GetProperty("length").GetInt64());
    }

    [Fact]
    public void A_page_is_written_again_and_no_other_file_without_force()
    {
        string path = GallerySamples.Write(_folder.Path, "index.html", []);
        GallerySamples.Write(_folder.Path, "index.html", [], "Second");
        Assert.Contains("<title>Second</title>", File.ReadAllText(path), StringComparison.Ordinal);
        File.WriteAllText(path, "<p>mine</p>");
        SoraException refused = Assert.Throws<SoraException>(() => GallerySamples.Write(_folder.Path, "index.html", []));
        Assert.Equal(SoraErrorKind.FileExists, refused.Kind);
        Assert.Equal("<p>mine</p>", File.ReadAllText(path));
        Assert.Equal(["index.html"], _folder.Files);
    }

    [Fact]
    public void A_place_that_cannot_be_written_to_is_WriteFailed()
    {
        File.WriteAllText(_folder.File("file"), "");
        SoraException failure = Assert.Throws<SoraException>(() => GallerySamples.Write(_folder.File("file"), "index.html", []));
        Assert.Equal(SoraErrorKind.WriteFailed, failure.Kind);
    }

    private string Page(params SoraTask[] tasks) => Page(_folder.File("index.html"), tasks);

    private static string Page(string path, params SoraTask[] tasks) =>
        File.ReadAllText(GallerySamples.Write(Path.GetDirectoryName(path)!, Path.GetFileName(path), tasks));

    private static JsonElement[] Rows(string data)
    {
        using JsonDocument json = JsonDocument.Parse(data);
        return [.. json.RootElement.GetProperty("rows").EnumerateArray().Select(row => row.Clone())];
    }

    private static string Between(string text, string start, string end)
    {
        int from = text.LastIndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    [GeneratedRegex("Content-Security-Policy\" content=\"([^\"]+)\"")]
    private static partial Regex Policy();
}
