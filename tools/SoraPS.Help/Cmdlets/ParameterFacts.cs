using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;

namespace SoraPS.Help.Cmdlets;

/// <summary>What a parameter's attributes say about it.</summary>
internal sealed partial record ParameterFacts
{
    public required string Name { get; init; }

    /// <summary>The name of its type as a user would write it; empty for a switch.</summary>
    public required string Type { get; init; }

    public required string HelpMessage { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The only values that it takes; empty if there is no such list.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    public bool TakesWildcards { get; init; }

    /// <summary>Whether it comes with PowerShell rather than from the cmdlet.</summary>
    public bool IsCommon { get; init; }

    /// <summary>Its use in each parameter set.</summary>
    public required IReadOnlyDictionary<string, ParameterUse> Uses { get; init; }

    public bool IsSwitch => Type.Length == 0;

    /// <summary>What its help message says the default is; None where it says nothing.</summary>
    public string Default => DefaultSentence().Match(HelpMessage) is { Success: true } sentence
        ? sentence.Groups["value"].Value
        : IsSwitch ? "False" : "None";

    /// <summary>What SupportsShouldProcess adds to a cmdlet.</summary>
    public static IReadOnlyList<ParameterFacts> OfShouldProcess { get; } =
    [
        Common("Confirm", "cf", "Asks for confirmation before each change."),
        Common("WhatIf", "wi", "Shows what the command would do, without doing it."),
    ];

    public static ParameterFacts Of(PropertyInfo property)
    {
        CustomAttributeData[] uses = [.. property.Attributes<ParameterAttribute>()];
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Type item = type.IsArray ? type.GetElementType()! : type;
        return new ParameterFacts
        {
            Name = property.Name,
            Type = type == typeof(SwitchParameter) ? "" : item.Name + (type.IsArray ? "[]" : ""),
            HelpMessage = uses[0].Named<string>("HelpMessage") ?? "",
            Aliases = ValuesOf<AliasAttribute>(property),
            Values = item.IsEnum ? Enum.GetNames(item) : ValuesOf<ValidateSetAttribute>(property),
            TakesWildcards = property.Attributes<SupportsWildcardsAttribute>().Any(),
            Uses = uses.ToDictionary(use => use.Named<string>("ParameterSetName") ?? ParameterUse.AnySet, UseOf),
        };
    }

    private static ParameterFacts Common(string name, string alias, string help) => new()
    {
        Name = name,
        Type = "",
        HelpMessage = help,
        Aliases = [alias],
        IsCommon = true,
        Uses = new Dictionary<string, ParameterUse> { [ParameterUse.AnySet] = new(false, null, false, false) },
    };

    private static ParameterUse UseOf(CustomAttributeData use) => new(
        use.Named<bool>("Mandatory"),
        use.NamedArguments.Any(argument => argument.MemberName == "Position") ? use.Named<int>("Position") : null,
        use.Named<bool>("ValueFromPipeline"),
        use.Named<bool>("ValueFromPipelineByPropertyName"));

    private static string[] ValuesOf<T>(PropertyInfo property) =>
        property.Attributes<T>().FirstOrDefault()?.ConstructorArguments[0].Value
            is ReadOnlyCollection<CustomAttributeTypedArgument> values
            ? [.. values.Select(value => (string)value.Value!)]
            : [];

    [GeneratedRegex(@"\bDefault: (?<value>.+?)\.(?= |$)")]
    private static partial Regex DefaultSentence();
}
