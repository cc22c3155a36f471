using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using SoraPS.Help.Cmdlets;

namespace SoraPS.Help.Pages;

/// <summary>The written part of a cmdlet's help.</summary>
internal sealed record CmdletPage(
    Section Synopsis,
    Section Description,
    IReadOnlyList<Section> Examples,
    IReadOnlyDictionary<string, Section> Parameters,
    IReadOnlyList<Section> Inputs,
    IReadOnlyList<Section> Outputs,
    Section? Notes,
    IReadOnlyList<LinkInline> Links)
{
    private static readonly string[] s_titles =
        ["SYNOPSIS", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

    /// <summary>Reads the page of a cmdlet.</summary>
    /// <exception cref="PageException">A part is missing, or one that nobody would see is there.</exception>
    public static CmdletPage Read(string file, CmdletFacts cmdlet)
    {
        (string title, IReadOnlyList<Section> sections) = Section.ReadPage(file);
        Check(title == cmdlet.Name, $"Its title must be {cmdlet.Name}.");
        Check(
            sections.All(section => s_titles.Contains(section.Title)),
            $"Its sections may be {string.Join(", ", s_titles)}.");

        Section[] examples = [.. Parts("EXAMPLES")];
        Check(examples.Length > 0, "It needs an example.");
        Check(examples.All(example => example.Blocks is [CodeBlock, ..]), "An example begins with its code.");

        Dictionary<string, Section> parameters = Parts("PARAMETERS").ToDictionary(part => part.Title.TrimStart('-'));
        string[] unknown = [.. parameters.Keys.Except(cmdlet.Parameters.Select(parameter => parameter.Name))];
        Check(unknown.Length == 0, $"{cmdlet.Name} has no parameter {string.Join(", ", unknown)}.");

        return new CmdletPage(
            Needed("SYNOPSIS"), Needed("DESCRIPTION"), examples, parameters,
            Parts("INPUTS"), Parts("OUTPUTS"), Find("NOTES"),
            [.. Needed("RELATED LINKS").Blocks.SelectMany(block => block.Descendants<LinkInline>())]);

        Section? Find(string name) => sections.SingleOrDefault(section => section.Title == name);

        Section Needed(string name) => Find(name) is { Blocks.Count: > 0 } section
            ? section
            : throw new PageException(file, $"It needs the section {name}.");

        IReadOnlyList<Section> Parts(string name) => Find(name)?.Sections(3) ?? [];

        void Check(bool isGood, string message)
        {
            if (!isGood)
            {
                throw new PageException(file, message);
            }
        }
    }
}
