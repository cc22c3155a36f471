using System.Globalization;
using System.Text;

namespace SoraPS.Packing;

/// <summary>What the folders of a package weigh.</summary>
internal static class ContentsText
{
    /// <summary>A line for each folder: bytes in kB, files and path; the last one is the sum.</summary>
    public static string Of(string folder)
    {
        FileInfo[] files = new DirectoryInfo(folder).GetFiles("*", SearchOption.AllDirectories);
        StringBuilder text = new();
        foreach (IGrouping<string, FileInfo> one in files
            .GroupBy(file => Path.GetRelativePath(folder, file.DirectoryName!).Replace('\\', '/'))
            .OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            text.Append(Line(one.Key, [.. one]));
        }

        return text.Append(Line("in all, before compression", files)).ToString();
    }

    private static string Line(string name, FileInfo[] files) => string.Create(
        CultureInfo.InvariantCulture, $"{files.Sum(file => file.Length) / 1000.0,10:N0} kB {files.Length,4} files  {name}\n");
}
