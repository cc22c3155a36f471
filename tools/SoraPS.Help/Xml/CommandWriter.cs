using System.Xml.Linq;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using SoraPS.Help.Cmdlets;
using SoraPS.Help.Pages;
using static SoraPS.Help.Xml.MamlNames;

namespace SoraPS.Help.Xml;

/// <summary>Writes the help of one cmdlet from its attributes and its page.</summary>
internal static class CommandWriter
{
    public static XElement Write(CmdletFacts cmdlet, CmdletPage page) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", cmdlet.Name),
            new XElement(Command + "verb", cmdlet.Verb),
            new XElement(Command + "noun", cmdlet.Noun),
            new XElement(Maml + "description", Paragraphs.Of(page.Synopsis.Blocks))),
        new XElement(Maml + "description", Paragraphs.Of(page.Description.Blocks)),
        new XElement(Command + "syntax", cmdlet.Sets.Select(set => Syntax(cmdlet, set, page))),
        new XElement(Command + "parameters", cmdlet.Parameters.Select(one => ParameterWriter.Write(one, page))),
        new XElement(Command + "inputTypes", page.Inputs.Select(one => Typed(Command + "inputType", one))),
        new XElement(Command + "returnValues", page.Outputs.Select(one => Typed(Command + "returnValue", one))),
        page.Notes is null ? null : Notes(page.Notes),
        new XElement(Command + "examples", page.Examples.Select(Example)),
        new XElement(Command + "relatedLinks", page.Links.Select(Link)));

    private static XElement Syntax(CmdletFacts cmdlet, string set, CmdletPage page) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", cmdlet.Name),
        cmdlet.Syntax(set).Select(one => ParameterWriter.Write(one.Parameter, one.Use, page)));

    private static XElement Typed(XName name, Section section) => new(
        name,
        new XElement(Dev + "type", new XElement(Maml + "name", section.Title)),
        new XElement(Maml + "description", Paragraphs.Of(section.Blocks)));

    private static XElement Notes(Section section) => new(
        Maml + "alertSet",
        new XElement(Maml + "alert", Paragraphs.Of(section.Blocks)));

    private static XElement Example(Section example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", $"---------- Example {index + 1}: {example.Title} ----------"),
        new XElement(Dev + "code", PlainText.OfCode((CodeBlock)example.Blocks[0])),
        // Get-Help leaves no line between two examples itself.
        new XElement(Dev + "remarks", Paragraphs.Of(example.Blocks.Skip(1)), Paragraphs.Of("")));

    private static XElement Link(LinkInline link) => new(
        Maml + "navigationLink",
        new XElement(Maml + "linkText", PlainText.Of(link)),
        new XElement(Maml + "uri", Uri.IsWellFormedUriString(link.Url, UriKind.Absolute) ? link.Url : null));
}
