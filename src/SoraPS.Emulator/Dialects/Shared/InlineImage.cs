namespace SoraPS.Emulator.Dialects.Shared;

/// <summary>Images inside a JSON body: data URLs and bare Base64.</summary>
internal static class InlineImage
{
    public static bool TryRead(string text, out byte[] bytes)
    {
        bytes = [];
        if (text.StartsWith("data:", StringComparison.Ordinal))
        {
            text = text[(text.IndexOf(',', StringComparison.Ordinal) + 1)..];
        }
        else if (text.Contains("://", StringComparison.Ordinal))
        {
            return false;
        }

        byte[] buffer = new byte[(text.Length * 3 / 4) + 3];
        if (!Convert.TryFromBase64String(text, buffer, out int length) || length == 0)
        {
            return false;
        }

        bytes = buffer[..length];
        return true;
    }
}
