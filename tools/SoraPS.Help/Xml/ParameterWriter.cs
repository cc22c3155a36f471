using System.Xml.Linq;
using SoraPS.Help.Cmdlets;
using SoraPS.Help.Pages;
using static SoraPS.Help.Xml.MamlNames;

namespace SoraPS.Help.Xml;

/// <summary>Writes a parameter: its text is that of the page, or else its HelpMessage.</summary>
internal static class ParameterWriter
{
    /// <summary>For the list of parameters: what holds in its first set, and pipeline input of any set.</summary>
    public static XElement Write(ParameterFacts parameter, CmdletPage page)
    {
        ParameterUse[] uses = [.. parameter.Uses.Values];
        ParameterUse shown = uses[0] with
        {
            ByValue = uses.Any(use => use.ByValue),
            ByPropertyName = uses.Any(use => use.ByPropertyName),
        };
        return Write(parameter, shown, page);
    }

    /// <summary>For the syntax of one set.</summary>
    public static XElement Write(ParameterFacts parameter, ParameterUse use, CmdletPage page) => new(
        Command + "parameter",
        new XAttribute("required", Flag(use.IsMandatory)),
        new XAttribute("variableLength", Flag(parameter.Type.EndsWith("[]", StringComparison.Ordinal))),
        new XAttribute("globbing", Flag(parameter.TakesWildcards)),
        new XAttribute("pipelineInput", use.PipelineInput),
        new XAttribute("position", use.Position is { } position ? $"{position}" : "named"),
        new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
        new XElement(Maml + "name", parameter.Name),
        new XElement(
            Maml + "description",
            page.Parameters.TryGetValue(parameter.Name, out Section? text)
                ? Paragraphs.Of(text.Blocks)
                : Paragraphs.Of(parameter.HelpMessage)),
        parameter.Values.Count == 0 ? null : new XElement(
            Command + "parameterValueGroup",
            parameter.Values.Select(value => Value(value))),
        parameter.IsSwitch ? null : Value(parameter.Type),
        new XElement(
            Dev + "type",
            new XElement(Maml + "name", parameter.IsSwitch ? "SwitchParameter" : parameter.Type)),
        new XElement(Dev + "defaultValue", parameter.Default));

    private static XElement Value(string text) => new(
        Command + "parameterValue",
        new XAttribute("required", "true"),
        new XAttribute("variableLength", "false"),
        text);

    private static string Flag(bool value) => value ? "true" : "false";
}
