using System.Text.Json;
using System.Text.Json.Serialization;

namespace SoraPS.Core.Ledger.Database;

/// <summary>The gateway's own fields as they are kept: the JSON that they write themselves.</summary>
internal sealed class GatewayDataConverter : JsonConverter<SoraGatewayData>
{
    /// <inheritdoc/>
    public override SoraGatewayData? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        SoraGatewayData.Parse(JsonElement.ParseValue(ref reader).GetRawText());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SoraGatewayData value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToString());
}
