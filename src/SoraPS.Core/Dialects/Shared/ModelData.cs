using System.Globalization;
using System.Text.Json;
using SoraPS.Core.Json;

namespace SoraPS.Core.Dialects.Shared;

/// <summary>Reads the models.json that lies in each provider's folder and is embedded in the assembly.</summary>
public static class ModelData
{
    /// <summary>The documented models of a dialect.</summary>
    public static IReadOnlyList<SoraModel> Load(string dialect)
    {
        string resource = $"SoraPS.Core.Dialects.{dialect}.models.json";
        using Stream stream = typeof(ModelData).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly has no resource {resource}.");
        using JsonDocument document = JsonDocument.Parse(stream);
        return Read(dialect, document.RootElement);
    }

    /// <summary>Reads <c>{"models":[…]}</c>.</summary>
    public static IReadOnlyList<SoraModel> Read(string provider, JsonElement root) =>
        [.. root.At("models").EnumerateArray().Select(model => ReadModel(provider, model))];

    private static SoraModel ReadModel(string provider, JsonElement json) => new()
    {
        Provider = provider,
        Model = json.Text("model") ?? throw new JsonException("A model without a name."),
        Aliases = Texts(json.At("aliases")),
        Durations = [.. json.At("durations").Items().Select(item => item.GetInt32())],
        DefaultDuration = json.Whole("defaultDuration"),
        AspectRatios = Texts(json.At("aspectRatios")),
        Resolutions = Texts(json.At("resolutions")),
        DefaultResolution = json.Text("defaultResolution"),
        MaxPromptLength = json.Whole("maxPromptLength"),
        Image = Enum.Parse<SoraImageUse>(json.Text("image") ?? nameof(SoraImageUse.Optional), ignoreCase: true),
        Prices = [.. json.At("prices").Items().Select(ReadPrice)],
    };

    private static SoraPrice ReadPrice(JsonElement json) => new(
        json.Number("amount") ?? throw new JsonException("A price without an amount."),
        json.Text("currency") ?? throw new JsonException("A price without a currency."),
        json.Text("unit") ?? throw new JsonException("A price without a unit."),
        json.Whole("duration"),
        json.Text("resolution"),
        DateOnly.Parse(json.Text("asOf") ?? "", CultureInfo.InvariantCulture),
        json.Text("source") ?? throw new JsonException("A price without a source."));

    private static IReadOnlyList<string> Texts(JsonElement array) => [.. array.Items().Select(item => item.GetString() ?? "")];
}
