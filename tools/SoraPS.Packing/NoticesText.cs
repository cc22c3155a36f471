using System.Globalization;
using System.Text;

namespace SoraPS.Packing;

/// <summary>The file that names the work of others and its licenses.</summary>
internal static class NoticesText
{
    private static readonly string s_rule = new('-', 80);

    /// <summary>Its text: the packages, then each text once, below the packages that it belongs to.</summary>
    public static string Of(IEnumerable<ShippedPackage> shipped)
    {
        ShippedPackage[] packages = [.. shipped.OrderBy(package => package.Id, StringComparer.OrdinalIgnoreCase)];
        StringBuilder text = new();
        text.Append("SoraPS is under the license in the file LICENSE. It contains files of these packages:\n\n");
        foreach (ShippedPackage package in packages)
        {
            text.Append(CultureInfo.InvariantCulture, $"{package.Id} {package.Version} ({package.License})\n    {package.Copyright}\n");
        }

        foreach (IGrouping<string, ShippedPackage> one in packages
            .SelectMany(package => package.Texts.Select(text => (Text: text, Package: package)))
            .GroupBy(one => one.Text, one => one.Package))
        {
            string owners = string.Join('\n', one.Select(package => package.Id));
            text.Append(CultureInfo.InvariantCulture, $"\n{s_rule}\n{owners}\n{s_rule}\n\n{one.Key}\n");
        }

        return text.ToString();
    }
}
