using Markdig.Extensions.Tables;
using Markdig.Syntax;
using SoraPS.Help.Pages;

namespace SoraPS.Help.Topics;

/// <summary>Turns Markdown blocks into lines of plain text.</summary>
internal static class TextBlocks
{
    /// <summary>The lines of some blocks, with an empty line between two blocks, but none below a heading.</summary>
    public static IEnumerable<string> Lines(IEnumerable<Block> blocks, int width)
    {
        Block? above = null;
        foreach (Block block in blocks)
        {
            IEnumerable<string> lines = Of(block, width);
            foreach (string line in above is null or HeadingBlock ? lines : lines.Prepend(""))
            {
                yield return line;
            }

            above = block;
        }
    }

    private static IEnumerable<string> Of(Block block, int width) => block switch
    {
        HeadingBlock heading => [PlainText.Of(heading.Inline)],
        ParagraphBlock paragraph => Wrap(PlainText.Of(paragraph.Inline), width),
        CodeBlock code => PlainText.OfCode(code).Split('\n').Select(line => line.Length == 0 ? "" : $"    {line}"),
        ListBlock list => list.SelectMany(item => Hanging("- ", Lines((ListItemBlock)item, width - 2))),
        Table table => Rows(table, width),
        _ => throw new NotSupportedException($"An about topic cannot show a {block.GetType().Name}."),
    };

    private static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line += line.Length == 0 ? word : $" {word}";
        }

        yield return line;
    }

    // The first line after the mark, the others below its text.
    private static IEnumerable<string> Hanging(string mark, IEnumerable<string> lines) =>
        lines.Select((line, index) => ((index == 0 ? mark : new string(' ', mark.Length)) + line).TrimEnd());

    // Columns as wide as their longest cell; the last one takes the rest of the line and wraps.
    private static IEnumerable<string> Rows(Table table, int width)
    {
        string[][] rows = [.. table.Cast<TableRow>().Select(row => row.Cast<TableCell>().Select(Cell).ToArray())];
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length) + 2)];
        int start = widths[..^1].Sum();
        return rows.SelectMany(row => Hanging(
            string.Concat(row[..^1].Select((cell, column) => cell.PadRight(widths[column]))),
            Wrap(row[^1], width - start)));
    }

    private static string Cell(TableCell cell) => string.Join(' ', Lines(cell, int.MaxValue));
}
