using System.Text.Json;

namespace SoraPS.Core.Json;

/// <summary>What is wrong with a JSON file that a person wrote.</summary>
internal static class JsonProblem
{
    /// <summary>The line, counted from 1, and the problem, such as ', line 3: ... is an invalid start of a value'.</summary>
    public static string Describe(JsonException exception)
    {
        string where = exception.LineNumber is { } line ? FormattableString.Invariant($", line {line + 1}") : "";

        // The reader counts lines from 0, and says so at the end of its sentence.
        return $"{where}: {exception.Message.Split(" Path: $")[0].TrimEnd('.')}";
    }
}
