using System.Management.Automation;
using System.Reflection;

namespace SoraPS.Tests.Conventions;

/// <summary>A cmdlet's part of the public surface.</summary>
internal static class CmdletSurface
{
    /// <summary>The cmdlet and each of its parameters, a line each.</summary>
    public static IEnumerable<string> Lines(Type type)
    {
        CustomAttributeData cmdlet = Attributes(type, typeof(CmdletAttribute)).Single();
        string name = $"{cmdlet.ConstructorArguments[0].Value}-{cmdlet.ConstructorArguments[1].Value}";
        string outputs = string.Join(", ", Attributes(type, typeof(OutputTypeAttribute))
            .SelectMany(data => Values(data)).OfType<Type>().Select(PublicSurface.NameOf).Distinct().Order(StringComparer.Ordinal));
        yield return $"{name} gives {outputs}";

        foreach (PropertyInfo property in type.GetProperties())
        {
            string[] sets = [.. Attributes(property, typeof(ParameterAttribute)).Select(SetOf).Order(StringComparer.Ordinal)];
            if (sets.Length > 0)
            {
                IEnumerable<string> aliases = Attributes(property, typeof(AliasAttribute)).SelectMany(Values)
                    .Select(alias => $" = -{alias}").Order(StringComparer.Ordinal);
                yield return $"{name} -{property.Name}{string.Concat(aliases)} <{PublicSurface.NameOf(property.PropertyType)}>"
                    + $" {string.Join("; ", sets)}".TrimEnd();
            }
        }
    }

    // Such as "in Row: mandatory, at 0, from pipeline"; nothing for a plain parameter of all sets.
    private static string SetOf(CustomAttributeData data)
    {
        string set = Named(data, "ParameterSetName") is string name ? $"in {name}: " : "";
        string?[] parts =
        [
            Named(data, "Mandatory") is true ? "mandatory" : null,
            Named(data, "Position") is int position ? $"at {position}" : null,
            Named(data, "ValueFromPipeline") is true ? "from pipeline" : null,
            Named(data, "ValueFromPipelineByPropertyName") is true ? "from property" : null,
            Named(data, "ValueFromRemainingArguments") is true ? "from rest" : null,
        ];
        return set + string.Join(", ", parts.OfType<string>());
    }

    private static IEnumerable<CustomAttributeData> Attributes(MemberInfo member, Type attribute) =>
        member.GetCustomAttributesData().Where(data => data.AttributeType == attribute);

    private static object? Named(CustomAttributeData data, string name) =>
        data.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value;

    // The arguments of an attribute that takes any number of them.
    private static IEnumerable<object?> Values(CustomAttributeData data) => data.ConstructorArguments.SelectMany(argument =>
        argument.Value is IReadOnlyCollection<CustomAttributeTypedArgument> list ? list.Select(one => one.Value) : [argument.Value]);
}
