using SoraPS.Core.Dialects.Shared;

namespace SoraPS.Core.Dialects;

/// <summary>Every dialect that SoraPS speaks. A new gateway is one line here and one folder beside this file.</summary>
public static class DialectCatalog
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Dialect> All { get; } =
    [
        new LinkModel.LinkModelDialect(),
        new UniAll.UniAllDialect(),
        new Apixo.ApixoDialect(),
        new Odkkk.OdkkkDialect(),
        new AimlApi.AimlApiDialect(),
        new OpenAI.OpenAIDialect(),
    ];

    /// <summary>The dialect of a name, without regard to case; null if there is none.</summary>
    public static Dialect? Find(string? name) =>
        All.FirstOrDefault(dialect => string.Equals(dialect.Name, name, StringComparison.OrdinalIgnoreCase));
}
