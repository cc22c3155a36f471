using System.Globalization;

namespace SoraPS.Bench.Ledger;

/// <summary>How long the line took, and for how long it kept processors busy.</summary>
internal sealed record LineRun(double Milliseconds, double BusyMilliseconds)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Milliseconds:0} ms (busy {BusyMilliseconds:0})");
}
