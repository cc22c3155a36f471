using System.Net.Http.Headers;
using SoraPS.Core.Text;

namespace SoraPS.Core.Http;

/// <summary>The id by which a gateway's support finds a request.</summary>
internal static class RequestIds
{
    // OpenAI and most gateways, AI/ML API's ledger id, proxies.
    private static readonly string[] s_headers = ["x-request-id", "x-inference-id", "request-id"];

    /// <summary>The id in an answer's headers, safe to show and store; null if there is none.</summary>
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
