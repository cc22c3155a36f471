using System.Management.Automation;
using System.Reflection;
using SoraPS.Commands;

namespace SoraPS.Tests.Conventions;

/// <summary>What scripts of users can name: cmdlets, parameters, types and their members. Error ids are members of SoraErrorKind.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>It all, a line each, in an order that does not change by itself.</summary>
    public static IEnumerable<string> Lines() =>
    [
        .. typeof(NewSoraVideoCommand).Assembly.GetExportedTypes()
            .Where(type => type.IsDefined(typeof(CmdletAttribute))).SelectMany(CmdletSurface.Lines).Order(StringComparer.Ordinal),
        .. typeof(SoraTask).Assembly.GetExportedTypes().SelectMany(TypeLines).Order(StringComparer.Ordinal),
    ];

    /// <summary>A type as scripts write it, without the namespaces that need not be named.</summary>
    public static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return $"{NameOf(inner)}?";
        }

        bool isOurs = type.Namespace?.StartsWith("SoraPS", StringComparison.Ordinal) is true;
        string name = isOurs ? type.FullName ?? type.Name : type.Name;
        return type.IsArray ? $"{NameOf(type.GetElementType()!)}[]"
            : type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
            : name;
    }

    private static IEnumerable<string> TypeLines(Type type)
    {
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : "class";
        return MembersOf(type).Select(member => $"[{type.FullName}] {member}").Prepend($"[{type.FullName}] is a {kind}");
    }

    private static IEnumerable<string> MembersOf(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"= {name}");
        }

        return
        [
            .. type.GetProperties(Declared).Select(property =>
                $".{property.Name} : {NameOf(property.PropertyType)}{(property.SetMethod is null ? "" : " { set }")}"),
            .. type.GetConstructors().Select(made => $"::new({Parameters(made)})"),
            .. type.GetMethods(Declared).Where(method => !method.IsSpecialName && !IsOfAnyRecord(method))
                .Select(method => $"{(method.IsStatic ? "::" : ".")}{method.Name}({Parameters(method)}) : {NameOf(method.ReturnType)}"),
        ];
    }

    // What the compiler or the runtime gives to every type.
    private static bool IsOfAnyRecord(MethodInfo method) =>
        method.Name is "Equals" or "GetHashCode" or "ToString" or "Deconstruct" || method.Name.StartsWith('<');

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{NameOf(parameter.ParameterType)} {parameter.Name}"));
}
