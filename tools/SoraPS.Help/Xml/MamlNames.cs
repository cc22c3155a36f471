using System.Xml.Linq;

namespace SoraPS.Help.Xml;

/// <summary>The XML vocabulary that Get-Help reads.</summary>
internal static class MamlNames
{
    public static readonly XNamespace Help = "http://msh";
    public static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    public static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    public static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XElement Root(IEnumerable<XElement> commands) => new(
        Help + "helpItems", new XAttribute("schema", "maml"), commands);
}
