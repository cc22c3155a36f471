using System.Text.RegularExpressions;

namespace SoraPS.Tests.Gallery;

/// <summary>The page in a real Chromium: a test for each check of tests/Node/gallery.mjs.</summary>
public sealed partial class GalleryBrowserTests(GalleryBrowser browser) : IClassFixture<GalleryBrowser>
{
    public static TheoryData<string> Checks =>
        [.. Check().Matches(File.ReadAllText(GalleryBrowser.Script)).Select(match => match.Groups["name"].Value)];

    [BrowserTheory]
    [MemberData(nameof(Checks))]
    public void The_page_passes(string check) => Assert.Null(browser.ProblemOf(check));

    [GeneratedRegex(@"^  async '(?<name>[^']+)'\(\)", RegexOptions.Multiline)]
    private static partial Regex Check();
}
