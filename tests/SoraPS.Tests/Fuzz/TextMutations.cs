using System.Text.RegularExpressions;

namespace SoraPS.Tests.Fuzz;

/// <summary>What may be wrong with a JSON answer as a text.</summary>
internal static partial class TextMutations
{
    private static readonly string[] s_values =
    [
        "null", "true", "0", "200", "400", "500", "503", "-7.5", "1e30", "1e999", "99999999999999999999", "253402300799", "-62135596800",
        "\"?\"", "\"\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59Z\"", "\"completed\"", "\"failed\"", "\"error\"",
        "\"NOT_START\"",
        "\"http://user@[::1]/x?sig=1#y\"", "\"\\ud83d\"", "\"\\ude00\\ud83d\"", "\"\\u0000\\u001b[31m\"", "\"insufficient balance\"",
        "\"model not found\"", "\"moderation\"", "[]", "{}", "[[1]]", "[null]", "{\"message\":\"inner\",\"code\":404}", "{\"\\ud83d\":1}",
    ];

    // Written behind a field's own name, a text would be another id.
    private static readonly string[] s_twins = ["null", "true", "[]", "{}", "[\"\\ud83d\"]"];

    private static readonly string[] s_names = ["x", "error", "message", "\\ud83d", "data"];

    private static readonly string[] s_ends = ["\\ud83d", "\\ude00", "\\u00", "\\x", "\n", "\u001b[2J", "\"", "\uFFFF"];

    /// <summary>The text with one thing wrong with it.</summary>
    public static string Apply(string text, Random random) => random.Next(11) switch
    {
        0 or 1 => Replace(text, Member(), random, m => $"\"{m.Groups["name"].Value}\":{random.GetItems(s_values, 1)[0]}"),
        2 => Replace(text, Member(), random, m => $"\"{random.GetItems(s_names, 1)[0]}\":{m.Groups["value"].Value}"),
        3 => Replace(text, Member(), random, m => $"\"{m.Groups["name"].Value}\":{random.GetItems(s_twins, 1)[0]},{m.Value}"),
        4 => Replace(text, Member(), random, m => $"{m.Value},\"{m.Groups["name"].Value}\":{random.GetItems(s_twins, 1)[0]}"),
        5 => Replace(text, Opening(), random, m => m.Value + Extra(random)),
        6 => Replace(text, Text(), random, m => m.Value + KeySpellings.Draw(random)),
        7 => Replace(text, Text(), random, m => m.Value + random.GetItems(s_ends, 1)[0]),
        8 => Nested(text, random),
        9 => $"{random.GetItems(["<html>It's a 5\" page ", ")]}',\n", "//", "\uFEFF", "data: "], 1)[0]}{text}",
        _ => text + random.GetItems(["</html>", "}", ",", "{\"x\":1}", "\0"], 1)[0],
    };

    // Never the end of a field's text, which may be that of the id: fields are added, and texts elsewhere.
    private static string Extra(Random random) => random.Next(5) switch
    {
        0 => $"\"prompt\":\"A paper boat {KeySpellings.Draw(random)}\",",
        1 => $"\"error\":{{\"message\":\"{KeySpellings.Draw(random)}\",\"code\":\"{KeySpellings.Draw(random)}\"}},",
        2 => $"\"{KeySpellings.Draw(random)}\":1,",
        3 => $"\"message\":\"{string.Concat(Enumerable.Repeat("http://a.b/?", random.Next(6000)))}\",",
        _ => $"\"x\":\"{new string('x', random.Next(20) == 0 ? 5 << 20 : 70_000)}\",",
    };

    private static string Nested(string text, Random random)
    {
        int depth = random.GetItems([63, 64, 65, 511, 512, 513, 100_000], 1)[0];
        string open = string.Concat(Enumerable.Repeat("[", depth));
        string close = string.Concat(Enumerable.Repeat("]", depth));
        return random.Next(2) == 0
            ? open + text + close
            : Replace(text, Opening(), random, m => $"{m.Value}\"x\":{open}{close},");
    }

    private static string Replace(string text, Regex pattern, Random random, Func<Match, string> change)
    {
        MatchCollection all = pattern.Matches(text);
        if (all.Count == 0)
        {
            return text;
        }

        Match chosen = all[random.Next(all.Count)];
        return text[..chosen.Index] + change(chosen) + text[(chosen.Index + chosen.Length)..];
    }

    // A field whose value is no object or array.
    [GeneratedRegex("\"(?<name>[A-Za-z_]{1,40})\": ?(?<value>\"[^\"\\\\]{0,300}\"|[0-9.]{1,30}|null|true|false|\\{\\})")]
    private static partial Regex Member();

    [GeneratedRegex("\\{(?=\\s*\")")]
    private static partial Regex Opening();

    // The beginning of a text that is a field's value.
    [GeneratedRegex("\": ?\"")]
    private static partial Regex Text();
}
