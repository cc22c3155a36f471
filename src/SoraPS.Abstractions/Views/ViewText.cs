using System.Collections;
using System.Globalization;

namespace SoraPS.Views;

/// <summary>
/// Formats values for the views in SoraPS.Format.ps1xml. Times may be strings, as they are when they come from another process.
/// </summary>
public static class ViewText
{
    private static readonly string[] s_sizes = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>Returns a time relative to now, such as '3 m ago' or 'in 20 h'; empty if there is no time.</summary>
    public static string Ago(object? time)
    {
        if (Read(time) is not { } at)
        {
            return "";
        }

        TimeSpan past = TimeProvider.System.GetUtcNow() - at;
        string length = Length(past.Duration());
        return past >= TimeSpan.Zero ? $"{length} ago" : $"in {length}";
    }

    /// <summary>Returns a local time followed by the relative time; empty if there is no time.</summary>
    public static string Moment(object? time) =>
        Read(time) is { } at ? FormattableString.Invariant($"{at.ToLocalTime():yyyy-MM-dd HH:mm:ss} ({Ago(at)})") : "";

    /// <summary>Returns a readable size, such as '1.4 MB'; 1 KB is 1024 bytes.</summary>
    public static string Size(long bytes)
    {
        double size = bytes;
        int unit = 0;
        for (; size >= 1000 && unit < s_sizes.Length - 1; unit++)
        {
            size /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{size:0.#} {s_sizes[unit]}");
    }

    /// <summary>Returns gateway fields as text, such as 'order_id: 019d, can_cancel: True'. They may be a dictionary or a string.</summary>
    public static string Fields(object? data)
    {
        if (data is not IDictionary fields)
        {
            return data?.ToString() ?? "";
        }

        List<string> texts = [];
        foreach (DictionaryEntry field in fields)
        {
            texts.Add(FormattableString.Invariant($"{field.Key}: {field.Value}"));
        }

        // A hashtable that came back from CliXml has no order of its own.
        texts.Sort(StringComparer.OrdinalIgnoreCase);
        return string.Join(", ", texts);
    }

    /// <summary>Returns the name of the $PSStyle.Foreground color for a state.</summary>
    public static string Color(SoraTaskState state) => state switch
    {
        SoraTaskState.Succeeded => "Green",
        SoraTaskState.Failed or SoraTaskState.Expired => "Red",
        SoraTaskState.Unknown => "Magenta",
        SoraTaskState.Cancelled => "BrightBlack",
        SoraTaskState.Running => "Cyan",
        _ => "Yellow",
    };

    private static string Length(TimeSpan length) => length switch
    {
        { TotalSeconds: < 60 } => $"{length.Seconds} s",
        { TotalMinutes: < 60 } => $"{length.Minutes} m",
        { TotalHours: < 24 } => $"{length.Hours} h",
        { TotalDays: < 365 } => $"{length.Days} d",
        _ => $"{length.Days / 365} y",
    };

    private static DateTimeOffset? Read(object? time) => time switch
    {
        DateTimeOffset at => at == default ? null : at,
        null => null,
        _ => DateTimeOffset.TryParse(time.ToString(), CultureInfo.CurrentCulture, out DateTimeOffset at) ? at : null,
    };
}
