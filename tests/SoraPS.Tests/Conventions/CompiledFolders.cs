using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace SoraPS.Tests.Conventions;

/// <summary>Which namespaces use which others, read from compiled code: a chain of properties needs no using line.</summary>
internal static partial class CompiledFolders
{
    /// <summary>The arrows between the namespaces of an assembly, whose own name is left out; its root is the empty name.</summary>
    public static ILookup<string, string> ArrowsOf(string assemblyPath)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(assemblyPath);
        string root = Path.GetFileNameWithoutExtension(assemblyPath);
        return module.Types
            .SelectMany(type => type.WithNested().SelectMany(UsedBy)
                .SelectMany(used => FullTypeName().Matches(used).Select(match => match.Groups["namespace"].Value))
                .Select(used => (From: type.Namespace, To: used)))
            .Where(arrow => arrow.From != arrow.To && Names(root, arrow.From) && Names(root, arrow.To))
            .Distinct()
            .ToLookup(arrow => arrow.From[root.Length..].TrimStart('.'), arrow => arrow.To[root.Length..].TrimStart('.'));
    }

    private static bool Names(string root, string folder) => folder == root || folder.StartsWith(root + ".", StringComparison.Ordinal);

    private static IEnumerable<TypeDefinition> WithNested(this TypeDefinition type) =>
        type.NestedTypes.SelectMany(WithNested).Prepend(type);

    /// <summary>All that a type names, spelt out with the types of its arguments and results.</summary>
    private static IEnumerable<string> UsedBy(TypeDefinition type) =>
    [
        type.BaseType?.FullName ?? "",
        .. type.Interfaces.Select(one => one.InterfaceType.FullName),
        .. type.Fields.Select(field => field.FullName),
        .. type.Methods.Select(method => method.FullName),
        .. type.Methods.Where(method => method.HasBody).SelectMany(method => UsedBy(method.Body)),
        .. type.GenericParameters.Concat(type.Methods.SelectMany(method => method.GenericParameters))
            .SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType.FullName),
        .. type.CustomAttributes.Select(attribute => attribute.AttributeType.FullName),
    ];

    private static IEnumerable<string> UsedBy(MethodBody body) =>
    [
        .. body.Instructions.Select(instruction => instruction.Operand).OfType<MemberReference>().Select(member => member.FullName),
        .. body.Variables.Select(variable => variable.VariableType.FullName),
        .. body.ExceptionHandlers.Select(handler => handler.CatchType?.FullName ?? ""),
    ];

    // The name of a method that implements an interface explicitly begins with the interface's: no type stands before a parenthesis.
    [GeneratedRegex(@"(?<namespace>SoraPS(\.\w+)*)\.\w+(?![\w(])")]
    private static partial Regex FullTypeName();
}
