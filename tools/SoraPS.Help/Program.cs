using System.Globalization;
using System.Reflection;
using System.Xml.Linq;
using SoraPS.Commands;
using SoraPS.Help.Cmdlets;
using SoraPS.Help.Pages;
using SoraPS.Help.Topics;
using SoraPS.Help.Xml;

namespace SoraPS.Help;

/// <summary>Writes the help of the module: dotnet SoraPS.Help.dll (docs folder) (target folder).</summary>
internal static class Program
{
    // Get-Help looks for a cmdlet's help in a file of this name, after the assembly that holds the cmdlet.
    private const string HelpFile = "SoraPS.dll-Help.xml";

    private static int Main(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        (string docs, string target) = (args[0], args[1]);
        try
        {
            Directory.CreateDirectory(target);
            WriteCmdlets(docs, Path.Combine(target, HelpFile));
            WriteTopics(docs, target);
            return 0;
        }
        catch (PageException exception)
        {
            // MSBuild shows a line of this form as an error at the file.
            Console.Error.WriteLine($"{exception.File}: error HELP: {exception.Message}");
            return 1;
        }
    }

    private static void WriteCmdlets(string docs, string file)
    {
        Assembly module = typeof(NewSoraVideoCommand).Assembly;
        IEnumerable<XElement> commands =
            from cmdlet in CmdletFacts.Of(module)
            let page = Path.Combine(docs, $"{cmdlet.Name}.md")
            select CommandWriter.Write(cmdlet, CmdletPage.Read(page, cmdlet));
        new XDocument(MamlNames.Root(commands)).Save(file);
    }

    private static void WriteTopics(string docs, string target)
    {
        foreach (string page in Directory.EnumerateFiles(docs, "about_*.md"))
        {
            string name = Path.GetFileNameWithoutExtension(page);
            File.WriteAllText(Path.Combine(target, $"{name}.help.txt"), TopicText.Write(TopicPage.Read(page)));
        }
    }
}
