namespace SoraPS.Core.Ledger;

/// <summary>
/// Why a ledger failed whose server cannot be reached now: the cause of a <see cref="SoraException"/>. What was to be written can be
/// written later.
/// </summary>
/// <param name="inner">What the server's driver says.</param>
internal sealed class LedgerAwayException(Exception? inner) : Exception("The ledger's server cannot be reached.", inner)
{
    /// <summary>Whether what was to be written is kept durably, and is written as soon as the server is back.</summary>
    public bool IsKept { get; init; }

    /// <summary>Whether a failure comes from a server that cannot be reached.</summary>
    public static bool IsCauseOf(SoraException failure) => failure.InnerException is LedgerAwayException;

    /// <summary>Whether a write failed that nevertheless needs nothing more: it is kept until the server is back.</summary>
    public static bool HasKept(SoraException failure) => failure.InnerException is LedgerAwayException { IsKept: true };
}
