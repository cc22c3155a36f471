using System.Text.Json;
using System.Text.Json.Serialization;

namespace SoraPS.Core.Gallery;

/// <summary>What the script of the page reads.</summary>
/// <param name="Written">When the page was written.</param>
/// <param name="Rows">The tasks, in the order of the input.</param>
/// <param name="Costs">Costs by provider and currency.</param>
internal sealed record GalleryData(DateTimeOffset Written, IReadOnlyList<GalleryRow> Rows, IReadOnlyList<SoraExpense> Costs)
{
    /// <summary>As JSON in which nothing can end or change the element that holds it: the encoder escapes what HTML reads.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, GalleryContext.Default.GalleryData);
}

/// <summary>Source-generated JSON of the gallery.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(GalleryData))]
internal sealed partial class GalleryContext : JsonSerializerContext;
