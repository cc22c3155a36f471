using System.Text;

namespace SoraPS.Emulator.Http;

/// <summary>One part of a form.</summary>
internal sealed record MultipartPart(string Name, bool IsFile, string? ContentType, byte[] Content)
{
    public string Text => Encoding.UTF8.GetString(Content);
}
