using System.Xml.Linq;
using Markdig.Syntax;
using SoraPS.Help.Pages;
using static SoraPS.Help.Xml.MamlNames;

namespace SoraPS.Help.Xml;

/// <summary>Turns the blocks of a section into paragraphs.</summary>
internal static class Paragraphs
{
    public static IEnumerable<XElement> Of(IEnumerable<Block> blocks) => blocks.SelectMany(Of);

    public static IEnumerable<XElement> Of(string text) => [new XElement(Maml + "para", text)];

    private static IEnumerable<XElement> Of(Block block) => block switch
    {
        ParagraphBlock paragraph => Of(PlainText.Of(paragraph.Inline)),
        CodeBlock code => Of(PlainText.OfCode(code)),
        // One paragraph each, for Get-Help would put an empty line between them either way.
        ListBlock list => list.Cast<ListItemBlock>().SelectMany(item => Of($"- {OneLine(item)}")),
        _ => throw new NotSupportedException($"The help of a cmdlet cannot show a {block.GetType().Name}."),
    };

    private static string OneLine(ListItemBlock item) =>
        string.Join(' ', Of((IEnumerable<Block>)item).Select(para => para.Value));
}
