using System.Text.Json.Serialization;

namespace SoraPS.Core.Ledger.Database;

/// <summary>
/// Source-generated JSON of what is kept. A line that lacks a part is none: it must not keep the ledger from being opened.
/// </summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(GatewayDataConverter)],
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(KeptWrite))]
internal sealed partial class KeptWriteContext : JsonSerializerContext;
