using System.Text.Json.Nodes;

namespace SoraPS.Core.Json;

/// <summary>Merging of -AdditionalBody into a request body: objects are merged field by field, anything else is replaced.</summary>
internal static class JsonMerge
{
    public static void Into(JsonObject target, JsonObject? extra)
    {
        foreach ((string name, JsonNode? value) in extra ?? [])
        {
            if (value is JsonObject part && target[name] is JsonObject existing)
            {
                Into(existing, part);
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }
}
