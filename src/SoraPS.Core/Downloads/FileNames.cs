using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SoraPS.Core.Downloads;

/// <summary>Makes file names that are safe on every system and never lead out of their folder.</summary>
public static partial class FileNames
{
    // Leaves room for '-<id>', '.mp4' and '.part.json' within the 255 bytes that file systems allow.
    private const int MaxBytes = 150;
    private const string Unsafe = "<>:\"/\\|?*";

    private static readonly HashSet<string> s_reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "CONIN$", "CONOUT$",
        "COM¹", "COM²", "COM³", "LPT¹", "LPT²", "LPT³",
    };

    private static readonly Dictionary<string, Func<SoraTask, object?>> s_fields = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Name"] = task => task.Name ?? task.Id,
        ["Id"] = task => task.Id,
        ["RequestId"] = task => task.RequestId,
        ["Provider"] = task => task.Provider,
        ["Model"] = task => task.Model,
        ["Batch"] = task => task.Batch,
        ["Prompt"] = task => task.Prompt,
        ["Duration"] = task => task.Duration,
        ["AspectRatio"] = task => task.AspectRatio,
        ["Resolution"] = task => task.Resolution,
        ["CreatedAt"] = task => task.CreatedAt.ToLocalTime(),
    };

    private static readonly SoraTask s_sample = new()
    {
        RequestId = "",
        Provider = "",
        Duration = 4,
        CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
    };

    /// <summary>The fields that a template may name.</summary>
    public static IReadOnlyCollection<string> Fields => s_fields.Keys;

    /// <summary>Checks a template before anything is paid for.</summary>
    /// <exception cref="SoraException">InvalidRequest: it names a field that there is not, or a format that the field has not.</exception>
    public static void CheckTemplate(string template)
    {
        foreach (Match match in Field().Matches(template))
        {
            if (!s_fields.TryGetValue(match.Groups["name"].Value, out Func<SoraTask, object?>? field)
                || !CanFormat(field, match.Groups["format"].Value))
            {
                throw new SoraException(
                    SoraErrorKind.InvalidRequest, $"The file-name template has an unknown field or format: {match.Value}.")
                {
                    RecommendedAction = $"Use one of {string.Join(", ", Fields.Select(name => $"{{{name}}}"))}; "
                        + "a format may follow, such as {CreatedAt:yyyyMMdd} or {Duration:00}.",
                };
            }
        }
    }

    /// <summary>The safe name, without extension, of a task by a template; null for its name, or else its id.</summary>
    public static string For(SoraTask task, string? template)
    {
        string text = template is null
            ? task.Name ?? task.Id ?? task.RequestId
            : Field().Replace(template, match => Format(s_fields[match.Groups["name"].Value](task), match.Groups["format"].Value));
        string safe = Safe(text);
        return safe.Length > 0 ? safe : Safe(task.Id ?? task.RequestId);
    }

    /// <summary>Makes any text a file name: nothing that a system forbids or reserves, nothing that leads elsewhere.</summary>
    public static string Safe(string text)
    {
        StringBuilder name = new(text.Length);
        Span<char> units = stackalloc char[2];
        int bytes = 0;
        foreach (Rune rune in Normal(text).EnumerateRunes())
        {
            bool isUnsafe = Rune.IsControl(rune) || rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format
                || (rune.IsAscii && Unsafe.Contains((char)rune.Value, StringComparison.Ordinal));
            Rune kept = isUnsafe ? new Rune('_') : rune;
            bytes += kept.Utf8SequenceLength;
            if (bytes > MaxBytes)
            {
                break;
            }

            name.Append(units[..kept.EncodeToUtf16(units)]);
        }

        // Windows drops dots and spaces at the end; a leading dot hides the file, and '..' would lead out of the folder.
        string trimmed = name.ToString().Trim().TrimStart('.').TrimEnd('.', ' ');
        string stem = trimmed.Split('.')[0].TrimEnd();
        return s_reserved.Contains(stem) ? "_" + trimmed : trimmed;
    }

    // Half of a surrogate pair is no text: it becomes the replacement character, which normalization takes.
    private static string Normal(string text) => Ascii.IsValid(text) ? text : string.Concat(text.EnumerateRunes()).Normalize();

    private static bool CanFormat(Func<SoraTask, object?> field, string format)
    {
        try
        {
            Format(field(s_sample), format);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string Format(object? value, string format) => value switch
    {
        null => "",
        IFormattable formattable => formattable.ToString(format.Length > 0 ? format : null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    [GeneratedRegex(@"\{(?<name>\w+)(:(?<format>[^{}]*))?\}")]
    private static partial Regex Field();
}
