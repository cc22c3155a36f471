using System.Text;

namespace SoraPS.Bench.Report;

/// <summary>A paragraph, broken into lines as the other documents are.</summary>
internal static class Paragraph
{
    private const int Width = 120;

    public static string Write(string text)
    {
        StringBuilder lines = new();
        int used = 0;
        foreach (string word in text.Split(' '))
        {
            if (used > 0 && used + 1 + word.Length > Width)
            {
                lines.Append('\n');
                used = 0;
            }

            lines.Append(used > 0 ? " " : "").Append(word);
            used += word.Length + (used > 0 ? 1 : 0);
        }

        return lines.Append("\n\n").ToString();
    }
}
