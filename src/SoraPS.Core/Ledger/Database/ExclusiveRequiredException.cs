namespace SoraPS.Core.Ledger.Database;

/// <summary>A transaction came to what must not be done while other processes write.</summary>
internal sealed class ExclusiveRequiredException : Exception;
