using System.Reflection;

namespace SoraPS.Help.Cmdlets;

/// <summary>
/// Reads attributes off the metadata: those of the reference library have empty bodies and tell nothing themselves.
/// </summary>
internal static class AttributeData
{
    public static IEnumerable<CustomAttributeData> Attributes<T>(this MemberInfo member) =>
        member.GetCustomAttributesData().Where(data => data.AttributeType == typeof(T));

    public static T? Named<T>(this CustomAttributeData data, string name) =>
        data.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value is T value
            ? value
            : default;
}
