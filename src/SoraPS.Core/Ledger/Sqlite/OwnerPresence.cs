using SoraPS.Core.Ledger.Owners;
using SoraPS.Core.Ledger.Spool;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>Who is alive, by the <see cref="OwnerFile"/> that each owner keeps locked; those of SoraPS 0.1.0 by their process.</summary>
/// <param name="ledger">Full path of the ledger.</param>
/// <param name="owner">The opened ledger itself.</param>
/// <param name="file">Its file.</param>
internal sealed class OwnerPresence(string ledger, LedgerOwner owner, OwnerFile file) : IOwnerPresence
{
    /// <inheritdoc/>
    public LedgerOwner Owner => owner;

    /// <inheritdoc/>
    // As long as the process lives, its file is locked.
    public long Lease => 0;

    /// <inheritdoc/>
    public void Hold() => file.Hold();

    /// <inheritdoc/>
    // Its file goes with the ledger.
    public void Leave()
    {
    }

    /// <inheritdoc/>
    public bool IsAlive(LedgerOwner owner, TimeSpan age) => IsAlive(ledger, owner, age);

    /// <inheritdoc/>
    public bool IsSeenGone(LedgerOwner owner) => !IsAlive(owner, TimeSpan.MaxValue);

    /// <summary>Whether the owner of a claim in a ledger may still be submitting.</summary>
    internal static bool IsAlive(string ledger, LedgerOwner owner, TimeSpan age)
    {
        if (owner.KeepsLock && OwnerFile.IsLocked(OwnerFile.PathOf(ledger, owner)))
        {
            return true;
        }

        // The lock of another machine may not be seen from here, only the age. Either side, so that a clock that jumps back ends the
        // wait as well.
        return owner.IsOnThisMachine ? !owner.KeepsLock && owner.IsRunning : age.Duration() < CreateLimits.Longest;
    }
}
