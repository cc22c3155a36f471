using SoraPS.Core.Text;

namespace SoraPS.Core.Images;

/// <summary>A reference image: a web address, a local file, or a data: URL. One of the three is given.</summary>
public sealed record ImageInput
{
    private const int MaxShown = 300;

    /// <summary>The web address, or null.</summary>
    public Uri? Uri { get; init; }

    /// <summary>Full path of the local file, or null.</summary>
    public string? Path { get; init; }

    /// <summary>The data: URL that holds the picture, or null; no <see cref="Uri"/>, which has a bound of 65,519 characters.</summary>
    public string? Data { get; init; }

    /// <summary>Name to send with the bytes. A data: URL gets that of its kind, such as image.png.</summary>
    /// <param name="content">What the file or data: URL holds.</param>
    public string FileNameOf(LoadedImage content) => System.IO.Path.GetFileName(
        Path ?? $"image{content.ContentType.Replace("image/", ".", StringComparison.Ordinal)}");

    /// <summary>What messages call a picture that is no web address: never a whole data: URL.</summary>
    internal string Title =>
        Data is null ? $"the file '{this}'" : FormattableString.Invariant($"a data: URL of {Data.Length:N0} characters");

    /// <inheritdoc/>
    public override string ToString() => Shown(Path ?? Uri?.ToString() ?? Data ?? "");

    /// <summary>As much of a text as a message needs: a path may be a picture in Base64 that lacks its 'data:'.</summary>
    internal static string Shown(string text) => text.Length <= MaxShown ? text : $"{ForeignText.Start(text, MaxShown)}…";
}
