namespace SoraPS.Help.Pages;

/// <summary>A page that cannot be turned into help.</summary>
internal sealed class PageException(string file, string message) : Exception(message)
{
    public string File { get; } = file;
}
