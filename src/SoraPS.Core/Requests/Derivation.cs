namespace SoraPS.Core.Requests;

/// <summary>The video that a row is made from, and how. What is null of it is not known.</summary>
/// <param name="Kind">What is made of it.</param>
/// <param name="Id">Its task id at the gateway.</param>
public sealed record Derivation(DerivationKind Kind, string Id)
{
    /// <summary>Its model, which is that of the new video, too.</summary>
    public string? Model { get; init; }

    /// <summary>Its length in seconds. A remix or an edit has the same; an extension adds to it.</summary>
    public int? Duration { get; init; }

    /// <summary>Its aspect ratio, which is that of the new video, too.</summary>
    public string? AspectRatio { get; init; }

    /// <summary>Its resolution, which is that of the new video, too.</summary>
    public string? Resolution { get; init; }
}
