using System.Text.Json.Serialization;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>Source-generated JSON of what is kept.</summary>
[JsonSourceGenerationOptions(Converters = [typeof(GatewayDataConverter)])]
[JsonSerializable(typeof(KeptWrite))]
internal sealed partial class KeptWriteContext : JsonSerializerContext;
