namespace SoraPS.Core.Costs;

/// <summary>What a row takes of a <see cref="CostLimit"/>. It is kept unless it is given back.</summary>
public sealed class CostReservation
{
    private Action? _release;

    internal CostReservation(Action release) => _release = release;

    /// <summary>Gives it back: the gateway surely did not take the row. More than once is the same as once.</summary>
    public void Release() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
