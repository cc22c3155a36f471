using System.Globalization;
using CsvHelper;
using SoraPS.Core.Images;
using SoraPS.Core.Requests;

namespace SoraPS.Sample;

/// <summary>Reads prompts.csv; an empty cell leaves the choice to the model.</summary>
internal static class CsvRows
{
    public static IEnumerable<VideoRequest> Read(string path)
    {
        using CsvReader csv = CsvReader.FromFile(path, new CsvReaderOptions { NullValues = [""] });
        while (csv.Read())
        {
            yield return new VideoRequest
            {
                Prompt = csv.GetString("Prompt"),
                Name = csv.GetStringOrNull("Name"),
                Duration = csv.GetStringOrNull("Duration") is { } seconds ? int.Parse(seconds, CultureInfo.InvariantCulture) : null,
                AspectRatio = csv.GetStringOrNull("AspectRatio"),
                Image = csv.GetStringOrNull("Image") is { } image ? new ImageInput { Uri = new Uri(image) } : null,
            };
        }
    }
}
