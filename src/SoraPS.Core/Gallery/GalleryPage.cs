using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace SoraPS.Core.Gallery;

/// <summary>The page: one file with its style, script and data, which may load nothing but files.</summary>
internal static class GalleryPage
{
    // By this, a page is known to be one that was written here.
    private const string Marker = "<meta name=\"generator\" content=\"SoraPS\">";
    private const int MarkerWithin = 2048;

    private static readonly Regex s_placeholder = new(@"\{\{(?<name>\w+)\}\}", RegexOptions.NonBacktracking);

    private static readonly Lazy<(string Page, string Style, string Script)> s_parts =
        new(() => (Read("page.html"), Read("page.css"), Read("page.js")));

    /// <summary>The page as HTML.</summary>
    /// <param name="title">Its title; may hold any characters.</param>
    /// <param name="data">What it shows.</param>
    public static string Html(string title, GalleryData data)
    {
        (string page, string style, string script) = s_parts.Value;
        return s_placeholder.Replace(page, match => match.Groups["name"].Value switch
        {
            "policy" => $"default-src 'none'; style-src {Hash(style)}; script-src {Hash(script)}; img-src 'self' file: data:; "
                + "media-src 'self' file:; base-uri 'none'; form-action 'none'",
            "title" => WebUtility.HtmlEncode(title),
            "style" => style,
            "script" => script,
            _ => data.ToJson(),
        });
    }

    /// <summary>Whether a file is a page that was written here, and may be written again.</summary>
    public static bool IsPage(string path)
    {
        using StreamReader reader = new(path);
        char[] start = new char[MarkerWithin];
        int length = reader.ReadBlock(start);
        return start.AsSpan(0, length).IndexOf(Marker) >= 0;
    }

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    // A browser hashes the lines as HTML ends them.
    private static string Read(string name)
    {
        using Stream stream = typeof(GalleryPage).Assembly.GetManifestResourceStream($"SoraPS.Core.Gallery.{name}")
            ?? throw new InvalidOperationException($"The assembly has no resource {name}.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
