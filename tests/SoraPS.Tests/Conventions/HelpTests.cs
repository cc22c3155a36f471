using System.Management.Automation;
using System.Text.RegularExpressions;
using SoraPS.Commands;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Conventions;

/// <summary>Help is there for all that users can meet, and for nothing else.</summary>
public sealed partial class HelpTests
{
    private static readonly string s_docs = Path.Combine(Repository.Root, "docs", "en-US");

    [Fact]
    public void Every_cmdlet_has_a_page_and_every_page_a_cmdlet()
    {
        IEnumerable<string> pages = Directory.EnumerateFiles(s_docs, "*.md")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => !name.StartsWith("about_", StringComparison.Ordinal));
        IEnumerable<string> cmdlets = typeof(NewSoraVideoCommand).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributesData())
            .Where(data => data.AttributeType == typeof(CmdletAttribute))
            .Select(data => $"{data.ConstructorArguments[0].Value}-{data.ConstructorArguments[1].Value}");
        Assert.Equal(cmdlets.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_error_id_is_explained_with_its_money_and_what_to_do()
    {
        string page = File.ReadAllText(Path.Combine(s_docs, "about_SoraPS_Errors.md"));
        string[] parts = ErrorId().Split(page)[1..];
        IEnumerable<string> ids = parts.Select(part => part[..part.IndexOf('\n', StringComparison.Ordinal)].Trim());
        Assert.Equal(Enum.GetNames<SoraErrorKind>().Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
        Assert.All(parts, part =>
        {
            Assert.Contains("\nMoney: ", part, StringComparison.Ordinal);
            Assert.Contains("\nDo: ", part, StringComparison.Ordinal);
        });
    }

    [GeneratedRegex("^### ", RegexOptions.Multiline)]
    private static partial Regex ErrorId();
}
