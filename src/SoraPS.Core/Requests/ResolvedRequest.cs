using System.Text.Json.Nodes;
using SoraPS.Core.Images;

namespace SoraPS.Core.Requests;

/// <summary>
/// What one row asks for in the words of its gateway: enough to price it, but not checked, and without the bytes of its image. Null
/// means 'not given': the gateway's default applies.
/// </summary>
public record ResolvedRequest
{
    /// <summary>What to show.</summary>
    public required string Prompt { get; init; }

    /// <summary>The model, as the gateway names it.</summary>
    public required string Model { get; init; }

    /// <summary>Length in seconds.</summary>
    public int? Duration { get; init; }

    /// <summary>Shape in the spelling of <see cref="VideoShape"/>, such as 16:9.</summary>
    public string? AspectRatio { get; init; }

    /// <summary>Tier or exact pixels in the spelling of <see cref="VideoShape"/>, such as 720p or 1280x720.</summary>
    public string? Resolution { get; init; }

    /// <summary>The reference image, as it was given.</summary>
    public ImageInput? Image { get; init; }

    /// <summary>The video that it is made from; null for a new one.</summary>
    public Derivation? DerivedFrom { get; init; }

    /// <summary>Whether the gateway should take its watermark off.</summary>
    public bool? RemoveWatermark { get; init; }

    /// <summary>Where the gateway should report the end of the task.</summary>
    public Uri? CallbackUri { get; init; }

    /// <summary>Merged into the request body, for what a gateway has beyond these.</summary>
    public JsonObject? AdditionalBody { get; init; }

    /// <summary>What the video will have; of one that is made from another, as far as that one is known.</summary>
    public (string? Model, int? Duration, string? AspectRatio, string? Resolution) Expected => DerivedFrom is { } source
        ? (source.Model, source.Duration + (Duration ?? 0), source.AspectRatio, source.Resolution)
        : (Model, Duration, AspectRatio, Resolution);
}
