namespace SoraPS.Emulator;

/// <summary>A task as it is now, for tests and reports.</summary>
/// <param name="Id">The id that the gateway gave.</param>
/// <param name="Dialect">The dialect that made it.</param>
/// <param name="OrderKey">Equal for requests that ask for the same.</param>
/// <param name="Model">The model asked for.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="Seconds">Length of the video.</param>
/// <param name="Size">Frame size of the video.</param>
/// <param name="MadeAt">When it was made, on the emulator's clock.</param>
/// <param name="State">Queued, Running, Succeeded, Failed or Cancelled.</param>
public sealed record EmulatedTask(
    string Id,
    string Dialect,
    string OrderKey,
    string Model,
    string Prompt,
    int Seconds,
    string Size,
    DateTimeOffset MadeAt,
    string State)
{
    /// <summary>When its video was asked for last, and sent; null if it never was.</summary>
    public DateTimeOffset? FetchedAt { get; init; }
}
