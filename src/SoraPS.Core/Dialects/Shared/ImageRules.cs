namespace SoraPS.Core.Dialects.Shared;

/// <summary>What a gateway documents about reference images.</summary>
/// <param name="AcceptsFile">Whether bytes of a local file can be sent; else only a public web address.</param>
/// <param name="MaxBytes">Largest image in bytes; null if not documented.</param>
/// <param name="Types">Media types accepted.</param>
public sealed record ImageRules(bool AcceptsFile, long? MaxBytes, IReadOnlyList<string> Types);
