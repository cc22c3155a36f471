using System.Net.Http.Headers;
using SoraPS.Core.Text;

namespace SoraPS.Core.Http;

/// <summary>The id by which a gateway's support finds a request.</summary>
internal static class RequestIds
{
    // OpenAI and most gateways, AI/ML API's ledger id, proxies.
    private static readonly string[] s_headers = ["x-request-id", "x-inference-id", "request-id"];

    /// <summary>The id that an answer's headers name, fit to be shown and stored; null if they name none.</summary>
    public static string? Of(HttpResponseHeaders headers, Secrets secrets)
    {
        foreach (string name in s_headers)
        {
            if (headers.TryGetValues(name, out IEnumerable<string>? values))
            {
                return ForeignText.Line(values.First(), ForeignText.Word, secrets);
            }
        }

        return null;
    }
}
