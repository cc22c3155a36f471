using Markdig;
using Markdig.Syntax;

namespace SoraPS.Help.Pages;

/// <summary>A heading of a page with what stands below it, up to the next heading of its level.</summary>
internal sealed record Section(string Title, IReadOnlyList<Block> Blocks)
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();

    /// <summary>Reads a page: its title, and its sections of the second level.</summary>
    public static (string Title, IReadOnlyList<Section> Sections) ReadPage(string file)
    {
        if (!File.Exists(file))
        {
            throw new PageException(file, "There is no such page.");
        }

        List<Section> page = Split([.. Markdown.Parse(File.ReadAllText(file), s_pipeline)], 1);
        return page is [var only]
            ? (only.Title, only.Sections(2))
            : throw new PageException(file, "It needs one title.");
    }

    /// <summary>What stands below, by headings of a level.</summary>
    public IReadOnlyList<Section> Sections(int level) => Split(Blocks, level);

    private static List<Section> Split(IReadOnlyList<Block> blocks, int level)
    {
        List<Section> sections = [];
        List<Block> current = [];
        foreach (Block block in blocks)
        {
            if (block is HeadingBlock heading && heading.Level == level)
            {
                current = [];
                sections.Add(new Section(PlainText.Of(heading.Inline), current));
            }
            else
            {
                current.Add(block);
            }
        }

        return sections;
    }
}
