using System.Text.Json;
using System.Text.Json.Serialization;

namespace SoraPS.Core.Settings;

/// <summary>A user's settings: <c>{"defaultProvider":…,"providers":{"name":{"dialect":…,"baseUri":…,…}}}</c>.</summary>
public sealed record UserSettings
{
    /// <summary>Provider for commands that name none; null for none.</summary>
    public string? DefaultProvider { get; init; }

    /// <summary>Settings by name of the provider; upper and lower case are the same.</summary>
    public IReadOnlyDictionary<string, ProviderSettings> Providers
    {
        get;

        // A file that says nothing of them is read as one that says null.
        init => field = value ?? new Dictionary<string, ProviderSettings>();
    } = new Dictionary<string, ProviderSettings>();

    /// <summary>The settings with those of one provider, which stand over its earlier ones; null takes it out.</summary>
    public UserSettings With(string name, ProviderSettings? settings)
    {
        Dictionary<string, ProviderSettings> providers = new(Providers, StringComparer.OrdinalIgnoreCase);
        providers.Remove(name, out ProviderSettings? earlier);
        if (settings is not null)
        {
            providers[name] = settings.Over(earlier);
        }

        return this with { Providers = providers };
    }
}

/// <summary>Source-generated JSON of the settings file. What it does not know may be a slip of the pen, or a key: it is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(UserSettings))]
internal sealed partial class UserSettingsContext : JsonSerializerContext;
