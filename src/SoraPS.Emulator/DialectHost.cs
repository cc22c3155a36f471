using SoraPS.Emulator.Dialects;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator;

/// <summary>A dialect with its tasks.</summary>
internal sealed record DialectHost(Dialect Dialect, TaskStore Book)
{
    /// <summary>All dialects; a new gateway is one line here.</summary>
    public static IReadOnlyList<DialectHost> All(EmulatorOptions options) =>
    [
        .. new Dialect[]
        {
            new LinkModelDialect(options),
            new UniAllDialect(options),
            new ApixoDialect(),
            new OdkkkDialect(),
            new AimlApiDialect(options),
            new OpenAiDialect(options),
        }.Select(dialect => new DialectHost(dialect, new TaskStore(dialect.Name, options))),
    ];
}
