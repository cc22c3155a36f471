using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace SoraPS.Help.Pages;

/// <summary>Markdown without its marks.</summary>
internal static class PlainText
{
    /// <summary>A run of text on one line; a link to elsewhere keeps its address.</summary>
    public static string Of(ContainerInline? container) => string.Concat((container ?? []).Select(Of));

    /// <summary>The lines of a block of code.</summary>
    public static string OfCode(CodeBlock block) => block.Lines.ToString();

    private static string Of(Inline inline) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        LineBreakInline => " ",
        AutolinkInline link => link.Url,
        LinkInline { Url: { } url } link when Uri.IsWellFormedUriString(url, UriKind.Absolute) =>
            $"{Of((ContainerInline)link)} ({url})",
        ContainerInline nested => Of(nested),
        _ => throw new NotSupportedException($"Help cannot show a {inline.GetType().Name}."),
    };
}
