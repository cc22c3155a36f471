namespace SoraPS.Packing;

/// <summary>The texts of licenses that packages name without including them.</summary>
internal static class StandardLicense
{
    /// <summary>The text of a license.</summary>
    /// <param name="expression">Its SPDX expression.</param>
    /// <param name="copyright">The copyright line that it begins with.</param>
    /// <param name="package">Whose license it is, for the error.</param>
    /// <exception cref="InvalidDataException">The text is not in the folder Licenses.</exception>
    public static string Text(string expression, string copyright, string package)
    {
        using Stream stream = typeof(StandardLicense).Assembly.GetManifestResourceStream(expression)
            ?? throw new InvalidDataException(
                $"The text of {expression}, the license of {package}, is not in tools/SoraPS.Packing/Licenses.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Replace("<copyright>", copyright, StringComparison.Ordinal).ReplaceLineEndings("\n").Trim();
    }
}
