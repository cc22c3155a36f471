using System.Text.Json.Nodes;

namespace SoraPS.Core.Dialects.Shared;

/// <summary>What the dialects share when they write a request.</summary>
public static class RequestParts
{
    /// <summary>Sets a field unless its value was not given, so that the gateway's own default applies.</summary>
    public static JsonObject Put(this JsonObject body, string name, JsonNode? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }

        return body;
    }
}
