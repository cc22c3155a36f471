using System.Management.Automation;

namespace SoraPS.Parameters;

/// <summary>What an argument is below the wrapping that PowerShell puts around it.</summary>
internal static class Values
{
    // The properties of a custom object are in its wrapping.
    public static object? Unwrap(object? value) =>
        value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
}
