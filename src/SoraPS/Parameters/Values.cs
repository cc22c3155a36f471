using System.Management.Automation;

namespace SoraPS.Parameters;

/// <summary>What an argument is below the wrapping that PowerShell puts around it.</summary>
internal static class Values
{
    public static object? Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
