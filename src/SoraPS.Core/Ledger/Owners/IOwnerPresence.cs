namespace SoraPS.Core.Ledger.Owners;

/// <summary>Shows others that an opened ledger lives, and knows which of them do: what a live one submits is not to be sent.</summary>
internal interface IOwnerPresence
{
    /// <summary>The opened ledger itself.</summary>
    LedgerOwner Owner { get; }

    /// <summary>See <see cref="LedgerHold.Lease"/>.</summary>
    long Lease { get; }

    /// <summary>Makes sure that others see this owner as alive. Runs in the writer's transaction, before each claim.</summary>
    /// <exception cref="SoraException">WriteFailed: they would not, so nothing may be claimed.</exception>
    void Hold();

    /// <summary>Shows others that this owner is gone. Runs in the writer's last transaction.</summary>
    void Leave();

    /// <summary>Whether an owner may still be submitting what it claimed so long ago.</summary>
    /// <param name="owner">This one or another.</param>
    /// <param name="age">Time since the claim.</param>
    bool IsAlive(LedgerOwner owner, TimeSpan age);

    /// <summary>Whether this machine shows that an owner is gone which the database takes for live. Any thread may ask.</summary>
    bool IsSeenGone(LedgerOwner owner);
}
