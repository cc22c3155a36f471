using System.Text.Json.Nodes;

namespace SoraPS.Emulator.Dialects.Shared;

/// <summary>The OpenAI-style list of models.</summary>
internal static class ModelList
{
    public static JsonObject Of(string owner, params IEnumerable<string> models) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. models.Select(model => new JsonObject
        {
            ["id"] = model,
            ["object"] = "model",
            ["created"] = 1758941485,
            ["owned_by"] = owner,
        })]),
    };

    /// <summary>The entry of a model; null if the list has none.</summary>
    public static JsonNode? Find(JsonObject list, string model) =>
        list["data"]!.AsArray().FirstOrDefault(entry => (string?)entry!["id"] == model)?.DeepClone();
}
