using System.Management.Automation;
using System.Reflection;

namespace SoraPS.Help.Cmdlets;

/// <summary>What a cmdlet's attributes say about it.</summary>
internal sealed record CmdletFacts(
    string Verb, string Noun, string DefaultSet, IReadOnlyList<ParameterFacts> Parameters)
{
    public string Name => $"{Verb}-{Noun}";

    /// <summary>The parameter sets, the default one first; a cmdlet without sets has one.</summary>
    public IReadOnlyList<string> Sets
    {
        get
        {
            IEnumerable<string> all = Parameters.SelectMany(parameter => parameter.Uses.Keys).Distinct();
            string[] named = [.. all.Where(set => set != ParameterUse.AnySet)];
            return named.Length == 0 ? [ParameterUse.AnySet] : [.. named.OrderByDescending(set => set == DefaultSet)];
        }
    }

    /// <summary>The cmdlets of an assembly by name.</summary>
    public static IEnumerable<CmdletFacts> Of(Assembly assembly) => assembly.GetTypes()
        .Where(type => type.IsDefined(typeof(CmdletAttribute)))
        .Select(Of)
        .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal);

    /// <summary>The parameters of a set in the order in which syntax lists them.</summary>
    public IEnumerable<(ParameterFacts Parameter, ParameterUse Use)> Syntax(string set) =>
        from parameter in Parameters
        let use = parameter.Uses.GetValueOrDefault(set) ?? parameter.Uses.GetValueOrDefault(ParameterUse.AnySet)
        where use is not null
        orderby use.Position ?? int.MaxValue, use.IsMandatory ? 0 : 1, parameter.IsCommon ? 1 : 0
        select (parameter, use);

    private static CmdletFacts Of(Type type)
    {
        CustomAttributeData cmdlet = type.Attributes<CmdletAttribute>().Single();
        IEnumerable<ParameterFacts> parameters = type.GetProperties()
            .Where(property => property.Attributes<ParameterAttribute>().Any(use => !use.Named<bool>("DontShow")))
            .Select(ParameterFacts.Of)
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal);
        return new CmdletFacts(
            (string)cmdlet.ConstructorArguments[0].Value!,
            (string)cmdlet.ConstructorArguments[1].Value!,
            cmdlet.Named<string>("DefaultParameterSetName") ?? ParameterUse.AnySet,
            [.. parameters, .. cmdlet.Named<bool>("SupportsShouldProcess") ? ParameterFacts.OfShouldProcess : []]);
    }
}
