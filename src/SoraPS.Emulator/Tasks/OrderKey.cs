using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SoraPS.Emulator.Http;

namespace SoraPS.Emulator.Tasks;

/// <summary>Names a row: equal for requests that ask for the same, however they are written.</summary>
internal static class OrderKey
{
    public static string Of(string dialect, string model, HttpRequest request)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{dialect}\n{model}\n"));
        if (request.IsMultipart)
        {
            foreach (MultipartPart part in MultipartBody.Parse(request))
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"\n{part.Name}={part.Content.Length}:"));
                hash.AppendData(part.Content);
            }
        }
        else
        {
            hash.AppendData(Canonical(request.Body));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] Canonical(byte[] json)
    {
        try
        {
            return Encoding.UTF8.GetBytes(Sorted(JsonNode.Parse(json))?.ToJsonString() ?? "");
        }
        catch (JsonException)
        {
            return json;
        }
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
