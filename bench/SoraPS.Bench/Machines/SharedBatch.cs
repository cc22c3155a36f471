namespace SoraPS.Bench.Machines;

/// <summary>A batch that several PowerShells share.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ledger">Their ledger: a path or an address.</param>
/// <param name="Csv">The file of its rows.</param>
/// <param name="Folder">Where the videos go.</param>
/// <param name="ThrottleLimit">How many create requests each may have under way.</param>
internal sealed record SharedBatch(string Name, string Ledger, string Csv, string Folder, int ThrottleLimit);
