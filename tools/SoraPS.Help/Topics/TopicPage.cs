using SoraPS.Help.Pages;

namespace SoraPS.Help.Topics;

/// <summary>An about topic: what it is about in a line, and its sections.</summary>
internal sealed record TopicPage(string Name, string Short, IReadOnlyList<Section> Sections)
{
    /// <exception cref="PageException">It does not begin with its name and a short description.</exception>
    public static TopicPage Read(string file)
    {
        (string name, IReadOnlyList<Section> sections) = Section.ReadPage(file);
        return name == Path.GetFileNameWithoutExtension(file) && sections is [{ Title: "SHORT DESCRIPTION" } first, ..]
            ? new TopicPage(name, string.Join(' ', TextBlocks.Lines(first.Blocks, int.MaxValue)), [.. sections.Skip(1)])
            : throw new PageException(file, "It must begin with its name and a SHORT DESCRIPTION.");
    }
}
