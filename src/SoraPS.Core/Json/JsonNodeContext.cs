using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace SoraPS.Core.Json;

/// <summary>Source-generated JSON: no reflection on the path of a request.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class JsonNodeContext : JsonSerializerContext;
