using System.Text;

namespace SoraPS.Emulator.Http;

/// <summary>One part of a form.</summary>
/// <param name="Name">The field.</param>
/// <param name="FileName">The file's name as a server reads it; null for a plain field.</param>
/// <param name="ContentType">The part's own type, or null.</param>
/// <param name="Content">The value.</param>
internal sealed record MultipartPart(string Name, string? FileName, string? ContentType, byte[] Content)
{
    public string Text => Encoding.UTF8.GetString(Content);
}
