using System.Globalization;
using System.Text;
using SoraPS.Core.Images;
using SoraPS.Core.Requests;

namespace SoraPS.Sample;

/// <summary>Reads the columns of prompts.csv; quoted cells may hold commas, an empty cell is 'not given'.</summary>
internal static class CsvRows
{
    public static IEnumerable<VideoRequest> Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        List<string?> names = Cells(lines[0]);
        foreach (string line in lines.Skip(1).Where(line => line.Length > 0))
        {
            List<string?> cells = Cells(line);
            yield return new VideoRequest
            {
                Prompt = Cell("Prompt") ?? "",
                Name = Cell("Name"),
                Duration = Cell("Duration") is { } seconds ? int.Parse(seconds, CultureInfo.InvariantCulture) : null,
                AspectRatio = Cell("AspectRatio"),
                Image = Cell("Image") is { } image ? new ImageInput { Uri = new Uri(image) } : null,
            };

            string? Cell(string name) => names.IndexOf(name) is >= 0 and int index && index < cells.Count ? cells[index] : null;
        }
    }

    private static List<string?> Cells(string line)
    {
        List<string?> cells = [];
        StringBuilder cell = new();
        bool isQuoted = false;
        foreach (char c in line + ",")
        {
            if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (c == ',' && !isQuoted)
            {
                cells.Add(cell.Length > 0 ? cell.ToString() : null);
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }

        return cells;
    }
}
