namespace SoraPS.Bench.StartUp;

/// <summary>Something that a new PowerShell does.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Command">What PowerShell runs.</param>
/// <param name="Tasks">How many tasks the gateway has to have accepted.</param>
internal sealed record StartUpContender(string Name, string Command, int Tasks = 0);
