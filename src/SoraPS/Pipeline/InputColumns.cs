using System.Collections;
using System.Management.Automation;
using System.Text.Json.Nodes;

namespace SoraPS.Pipeline;

/// <summary>Whether what is piped can be rows at all: said once, before the first of them is paid for.</summary>
internal static class InputColumns
{
    private const int LongestColumnName = 40;
    private const char Replacement = '\uFFFD';

    private static readonly char[] s_delimiters = [',', ';', '\t', '|'];

    /// <summary>Whether an object has a column with prompts.</summary>
    public static bool HavePrompt(PSObject row) => row.Properties["Prompt"] is not null || row.Properties["Text"] is not null;

    /// <summary>Passes the first object of the input, if rows can be made of it.</summary>
    /// <param name="first">The object.</param>
    /// <param name="allowsHeader">Whether a text that looks like the header of a CSV is a prompt.</param>
    /// <exception cref="SoraException">InvalidRequest, telling what it is and how to pipe rows instead.</exception>
    public static void Check(PSObject first, bool allowsHeader)
    {
        switch (first.BaseObject)
        {
            case string line when !allowsHeader && IsHeader(line):
                throw Refused(
                    $"The first prompt, '{line.Trim()}', looks like the header of a CSV file.",
                    "Read the file with Import-Csv, which gives rows. To have a video of this very text, use -Force with a -Batch.");
            case IDictionary:
                throw Refused(
                    "A hashtable is not a row.", "Make it an object: [pscustomobject] @{ Prompt = '...'; Duration = 8 } | New-SoraVideo.");
            case ValueType value:
                throw Refused($"{value} ({value.GetType().Name}) is not a row.", "Pipe prompts as text, or objects with a column Prompt.");
            case not string when !HavePrompt(first):
                throw NoPromptColumn([.. first.Properties.Select(column => column.Name)]);
        }
    }

    /// <summary>Passes the text of a cell, unless letters of it were lost when its file was read.</summary>
    /// <param name="column">The column.</param>
    /// <param name="text">The text; null for none.</param>
    /// <exception cref="SoraException">InvalidRequest: U+FFFD stands where letters were.</exception>
    public static void CheckEncoding(string column, string? text)
    {
        if (text?.IndexOf(Replacement) is >= 0 and int place)
        {
            throw Refused(
                $"{column} holds U+FFFD (letter {place + 1}), which stands for a letter that was lost when the file was read.",
                "Read the file in its own encoding, such as Import-Csv -Encoding ansi. "
                + "To send the text as it is, use -Force with a -Batch.");
        }
    }

    /// <summary>The same for every text in fields of a request body.</summary>
    /// <param name="column">The column.</param>
    /// <param name="json">The fields, or a part of them; null for none.</param>
    /// <exception cref="SoraException">InvalidRequest: U+FFFD stands where letters were.</exception>
    public static void CheckEncoding(string column, JsonNode? json)
    {
        IEnumerable<JsonNode?> parts = json switch
        {
            JsonObject fields => fields.Select(field => field.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (JsonNode? part in parts)
        {
            CheckEncoding(column, part);
        }

        if (json is JsonValue value && value.TryGetValue(out string? text))
        {
            CheckEncoding(column, text);
        }
    }

    private static SoraException NoPromptColumn(string[] columns)
    {
        char? delimiter = columns is [var only]
            ? s_delimiters.Cast<char?>().FirstOrDefault(one => only.Split(one!.Value).Any(IsPrompt))
            : null;
        string found = columns.Length == 0 ? "none" : string.Join(", ", columns.Select(column => $"'{column}'"));
        string advice = delimiter switch
        {
            null => "Give the column with the prompts the name Prompt (or Text), or name it: Select-Object -Property *, "
                + "@{ Name = 'Prompt'; Expression = 'Description' }.",
            '\t' => "The file seems to be delimited by tabs: Import-Csv -Delimiter \"`t\".",
            { } sign => $"The file seems to be delimited by '{sign}': Import-Csv -Delimiter '{sign}'.",
        };
        return Refused($"The input has no column Prompt. Columns found: {found}.", advice);
    }

    // A prompt that is no more than a list of column names, one of which is Prompt.
    private static bool IsHeader(string line) =>
        s_delimiters.Select(delimiter => line.Split(delimiter)).Any(fields => fields.Any(IsPrompt) && fields.All(IsColumnName));

    private static bool IsPrompt(string field) => Bare(field).ToUpperInvariant() is "PROMPT" or "TEXT";

    private static bool IsColumnName(string field) =>
        Bare(field).Length <= LongestColumnName && Bare(field).All(one => char.IsLetterOrDigit(one) || one is ' ' or '_' or '-' or '.');

    private static string Bare(string field) => field.Trim().Trim('"', '\uFEFF');

    private static SoraException Refused(string what, string advice) =>
        new(SoraErrorKind.InvalidRequest, $"{what} Nothing was sent.") { RecommendedAction = advice };
}
