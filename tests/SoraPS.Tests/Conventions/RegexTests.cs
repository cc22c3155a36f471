using SoraPS.Tests.Support;

namespace SoraPS.Tests.Conventions;

/// <summary>
/// A regular expression that goes back and forth over a text can take for ever, and a gateway chooses its texts: without
/// NonBacktracking there is none, but over what the user types.
/// </summary>
public sealed class RegexTests
{
    private static readonly string[] s_overTextOfTheUser =
    [
        // The template of -FileName.
        "FileNames.cs",
    ];

    [Fact]
    public void No_regular_expression_goes_back_over_text_from_the_network()
    {
        string[] files = [.. new[] { "SoraPS", "SoraPS.Core", "SoraPS.Abstractions" }
            .SelectMany(project => Repository.SourcesOf("src", project))];
        Assert.NotEmpty(files);
        Assert.All(files.Where(file => !s_overTextOfTheUser.Contains(Path.GetFileName(file))), file =>
        {
            string text = File.ReadAllText(Path.Combine(Repository.Root, file));
            Assert.False(
                text.Contains("Regex", StringComparison.Ordinal)
                && !text.Contains("RegexOptions.NonBacktracking", StringComparison.Ordinal),
                $"{file} uses a regular expression: write code instead, or give it RegexOptions.NonBacktracking.");
        });
    }
}
