namespace SoraPS.Core.Polling;

/// <summary>What Math has for numbers, for times.</summary>
internal static class Bounds
{
    /// <summary>The shorter or earlier of two.</summary>
    public static T Min<T>(T one, T other) where T : struct, IComparable<T> => one.CompareTo(other) < 0 ? one : other;

    /// <summary>The longer or later of two.</summary>
    public static T Max<T>(T one, T other) where T : struct, IComparable<T> => one.CompareTo(other) > 0 ? one : other;
}
