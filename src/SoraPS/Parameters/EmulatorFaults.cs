using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using SoraPS.Emulator;

namespace SoraPS.Parameters;

/// <summary>Reads an emulator's fault from the hashtable that a user types.</summary>
internal static class EmulatorFaults
{
    private static readonly SecondsAttribute s_seconds = new();

    public static EmulatorFault Read(Hashtable fields)
    {
        EmulatorFault fault = new() { Kind = Value<EmulatorFaultKind>(fields["Kind"]) };
        foreach (DictionaryEntry field in fields)
        {
            PropertyInfo property = typeof(EmulatorFault).GetProperty(
                $"{field.Key}", BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
                ?? throw new PSArgumentException(
                    $"A fault has no '{field.Key}'; "
                    + $"it has {string.Join(", ", typeof(EmulatorFault).GetProperties().Select(one => one.Name))}.");
            object? value = property.PropertyType == typeof(TimeSpan?) ? s_seconds.Transform(null!, field.Value!) : field.Value;
            property.SetValue(fault, LanguagePrimitives.ConvertTo(value, property.PropertyType, CultureInfo.InvariantCulture));
        }

        return fault;
    }

    private static T Value<T>(object? value) => LanguagePrimitives.ConvertTo<T>(
        value ?? throw new PSArgumentException($"A fault needs a Kind: {string.Join(", ", Enum.GetNames<EmulatorFaultKind>())}."));
}
