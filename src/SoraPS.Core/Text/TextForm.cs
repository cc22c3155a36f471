using System.Text;

namespace SoraPS.Core.Text;

/// <summary>
/// One of the ways in which the same text may be written: an editor changes its line ends, a file system or a browser whether an
/// accented letter is one character or two. None changes what is asked for.
/// </summary>
internal sealed class TextForm
{
    private readonly string? _lineEnd;
    private readonly NormalizationForm? _letters;

    private TextForm(string? lineEnd, NormalizationForm? letters) => (_lineEnd, _letters) = (lineEnd, letters);

    /// <summary>The form that keys are made of.</summary>
    public static TextForm Usual { get; } = new("\n", NormalizationForm.FormC);

    /// <summary>Those in which earlier versions, which took a text as it was given, may have known it.</summary>
    public static IReadOnlyList<TextForm> Earlier { get; } =
    [
        new(null, null),
        Usual,
        new("\r\n", NormalizationForm.FormC),
        new("\n", NormalizationForm.FormD),
        new("\r\n", NormalizationForm.FormD),
    ];

    /// <summary>Whether a text is the same in every form.</summary>
    public static bool IsOnly(string text) => Ascii.IsValid(text) && !text.AsSpan().ContainsAny('\r', '\n', '\f');

    /// <summary>The text in this form.</summary>
    public string Of(string text)
    {
        string lines = _lineEnd is null ? text : text.ReplaceLineEndings(_lineEnd);
        try
        {
            return _letters is { } letters ? lines.Normalize(letters) : lines;
        }
        catch (ArgumentException)
        {
            // Half a character, as of a text that was cut: there is no other form of it.
            return lines;
        }
    }
}
