using SoraPS.Core.Requests;
using SoraPS.Core.Text;

namespace SoraPS.Core.Stages;

/// <summary>
/// What every message calls a row: by its name, or else by its number in the input and the beginning of its prompt. All that shows
/// a row to a person takes it from here, so that errors, warnings, progress and jobs can be matched with the input.
/// </summary>
public static class RowTitle
{
    private const int LongestName = 60;
    private const int LongestPrompt = 40;

    /// <summary>The title of an item, such as 'Row lake' or 'Row 3 'A quiet lake''.</summary>
    public static string Of(StageItem item) => Of(item.Input, item.Number);

    /// <summary>The title of what was posted to a stage.</summary>
    /// <param name="input">A row or a task.</param>
    /// <param name="place">Its place among what was posted, from 0; counts for rows that do not know their own number.</param>
    public static string Of(object input, int place) => input switch
    {
        IVideoRow { Request: { } row } => Of(row.Name, row.Prompt, row.Number ?? place + 1),
        SoraTask { Name: null, Prompt: null } task => $"Task {Line(task.Id ?? task.RequestId, LongestName)}",
        // Tasks arrive as they end: their place is not the row's number.
        SoraTask task => Of(task.Name, task.Prompt, null),
        _ => $"Row {place + 1}",
    };

    /// <summary>The title of a row.</summary>
    /// <param name="name">Its name; null or blank for none.</param>
    /// <param name="prompt">Its prompt; null or blank for none.</param>
    /// <param name="number">Its number in the input, from 1; null if not known.</param>
    public static string Of(string? name, string? prompt, int? number) => (name, prompt) switch
    {
        (var given, _) when !string.IsNullOrWhiteSpace(given) => $"Row {Line(given, LongestName)}",
        (_, var given) when !string.IsNullOrWhiteSpace(given) =>
            $"Row {(number is null ? "" : $"{number} ")}'{Line(given, LongestPrompt)}'",
        _ => number is null ? "Row" : $"Row {number}",
    };

    /// <summary>What a narrow place, such as a progress bar, calls an item: the name alone, or else its title.</summary>
    public static string Label(object input, int place)
    {
        string? name = input switch
        {
            IVideoRow row => row.Request.Name,
            SoraTask task => task.Name,
            _ => null,
        };
        return string.IsNullOrWhiteSpace(name) ? Of(input, place) : Line(name, LongestPrompt);
    }

    /// <summary>A failure with the title before its message, unless the message names that task already.</summary>
    public static SoraException About(this SoraException failure, object input, int place) =>
        input is SoraTask { Name: null, Prompt: null, Id: { } id } && failure.Message.Contains(id, StringComparison.Ordinal)
            ? failure
            : failure.About(Of(input, place));

    /// <summary>A failure with a title before its message.</summary>
    public static SoraException About(this SoraException failure, string title) =>
        new(failure.Kind, $"{title}: {failure.Message}", failure.InnerException)
        {
            RecommendedAction = failure.RecommendedAction,
            GatewayCode = failure.GatewayCode,
            GatewayRequestId = failure.GatewayRequestId,
            TaskId = failure.TaskId,
            GatewayAnswer = failure.GatewayAnswer,
            RetryAfter = failure.RetryAfter,
            HttpStatus = failure.HttpStatus,
        };

    /// <summary>The beginning of a name or a prompt in one line. They come from files: nothing in them steers the terminal.</summary>
    /// <param name="text">The name or prompt.</param>
    /// <param name="most">Most characters, at least 2.</param>
    public static string Line(string text, int most)
    {
        string line = text.Trim();
        line = ForeignText.IsPrintable(line) ? line : string.Concat(line.Select(one => ForeignText.IsPrintable([one]) ? one : ' '));
        return line.Length <= most ? line : $"{ForeignText.Start(line, most - 1)}…";
    }
}
