using System.Text;

namespace SoraPS.Tests.Fuzz;

/// <summary>An answer that no gateway documents.</summary>
/// <param name="Operation">What it answers.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body's bytes.</param>
public sealed record FuzzAnswer(FuzzOperation Operation, int Status, byte[] Body)
{
    /// <summary>Headers beside those of the body.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Whether the connection breaks after the body's last byte.</summary>
    public bool Breaks { get; init; }

    /// <summary>The id that must not be lost, since its field is whole in the body; null if there is none.</summary>
    public string? ReadableId { get; init; }

    /// <summary>Another id that the documented answer has beside it; null if it has none.</summary>
    public string? OtherId { get; init; }

    /// <summary>Fit for a report.</summary>
    public override string ToString()
    {
        string text = string.Concat(Encoding.Latin1.GetString(Body.AsSpan(0, Math.Min(Body.Length, 600)))
            .Select(c => c is >= ' ' and <= '~' ? $"{c}" : $"<{(int)c:x2}>"));
        string headers = string.Concat(Headers.Select(header => $" {header.Name}: {header.Value};"));
        return $"{Operation} {Status}{headers}{(Breaks ? " breaks off;" : "")} {Body.Length} bytes: {text}";
    }
}
