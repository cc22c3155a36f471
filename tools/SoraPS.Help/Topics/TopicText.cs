namespace SoraPS.Help.Topics;

/// <summary>Writes an about topic as Get-Help shows it: plain text of 80 columns.</summary>
internal static class TopicText
{
    private const int Width = 80;
    private const string Indent = "    ";

    // Get-Help takes the fifth line for the synopsis in its lists.
    public static string Write(TopicPage page) => string.Join('\n',
    [
        "TOPIC", Indent + page.Name, "", "SHORT DESCRIPTION", Indent + page.Short,
        .. page.Sections.SelectMany(section => new[] { "", section.Title.ToUpperInvariant() }
            .Concat(TextBlocks.Lines(section.Blocks, Width - Indent.Length).Select(Indented))),
        "",
    ]);

    private static string Indented(string line) => line.Length == 0 ? line : Indent + line;
}
