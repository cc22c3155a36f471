using System.Collections;
using SoraPS.Core.Downloads;

namespace SoraPS.Completion;

/// <summary>Offers the fields of a file-name template, also after what was typed before them.</summary>
public sealed class FileNameCompleter : SoraCompleter
{
    private static readonly string[] s_formatted = ["{CreatedAt:yyyyMMdd}", "{CreatedAt:HHmmss}", "{Duration:00}"];

    private static readonly SoraTask s_sample = new()
    {
        RequestId = "01a1fc7045117f9a9a72626d3a4cf268",
        Id = "video_123",
        Provider = "LinkModel",
        Model = "sora-2",
        Name = "lighthouse",
        Batch = "spring",
        Prompt = "A lighthouse at dusk",
        Duration = 8,
        AspectRatio = "16:9",
        Resolution = "720p",
        CreatedAt = new DateTimeOffset(2026, 11, 20, 18, 30, 0, TimeSpan.Zero),
    };

    private protected override IEnumerable<CompletionCandidate> Offers(string typed, IDictionary bound)
    {
        // A field that is begun is completed; after anything else one more is added.
        int open = typed.LastIndexOf('{');
        string before = open > typed.LastIndexOf('}') ? typed[..open] : typed;
        return FileNames.Fields.Select(name => $"{{{name}}}").Concat(s_formatted).Select(field =>
            new CompletionCandidate(before + field, $"such as {FileNames.For(s_sample, before + field)}") { Label = field });
    }
}
