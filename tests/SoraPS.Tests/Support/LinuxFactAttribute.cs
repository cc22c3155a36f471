namespace SoraPS.Tests.Support;

/// <summary>A test of what only Linux tells.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Only Linux tells.";
}
