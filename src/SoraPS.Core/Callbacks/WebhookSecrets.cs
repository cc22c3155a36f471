using System.Text;
using SoraPS.Core.Connections;

namespace SoraPS.Core.Callbacks;

/// <summary>The bytes of a webhook secret, which is text or, behind 'whsec_', Base64.</summary>
internal static class WebhookSecrets
{
    private const string Mark = "whsec_";

    /// <summary>The bytes.</summary>
    /// <exception cref="SoraException">InvalidRequest: what follows 'whsec_' is no Base64.</exception>
    public static byte[] BytesOf(ApiKey secret)
    {
        string text = secret.Reveal();
        if (!text.StartsWith(Mark, StringComparison.Ordinal))
        {
            return Encoding.UTF8.GetBytes(text);
        }

        try
        {
            return Convert.FromBase64String(text[Mark.Length..]);
        }
        catch (FormatException)
        {
            // Without what it says about the text, which is secret.
            throw new SoraException(SoraErrorKind.InvalidRequest, $"The webhook secret begins with {Mark}, but what follows is no Base64.")
            {
                RecommendedAction = "Copy the secret again from the server's console.",
            };
        }
    }
}
