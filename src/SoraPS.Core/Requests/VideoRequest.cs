using System.Text.Json.Nodes;
using SoraPS.Core.Images;

namespace SoraPS.Core.Requests;

/// <summary>What one row asks for. Null means 'not given': the gateway's default applies.</summary>
public sealed record VideoRequest : IVideoRow
{
    /// <summary>The input that it came from, such as a row of a CSV; what error records point at. Null for the request itself.</summary>
    public object? Source { get; init; }

    /// <summary>Its number in the input, from 1, for messages; null for its place among what is posted to the stage.</summary>
    public int? Number { get; init; }

    /// <summary>The connection to use; null for the stage's.</summary>
    public string? Provider { get; init; }

    /// <summary>What to show.</summary>
    public required string Prompt { get; init; }

    /// <summary>The model; null for the provider's default.</summary>
    public string? Model { get; init; }

    /// <summary>Length in seconds.</summary>
    public int? Duration { get; init; }

    /// <summary>Shape as W:H, such as 16:9 (see <see cref="VideoShape"/> for other spellings).</summary>
    public string? AspectRatio { get; init; }

    /// <summary>Tier such as 720p, or exact pixels such as 1280x720.</summary>
    public string? Resolution { get; init; }

    /// <summary>The reference image.</summary>
    public ImageInput? Image { get; init; }

    /// <summary>The video that it is made from; null for a new one.</summary>
    public Derivation? DerivedFrom { get; init; }

    /// <summary>The row's own label.</summary>
    public string? Name { get; init; }

    /// <summary>The batch it belongs to.</summary>
    public string? Batch { get; init; }

    /// <summary>Whether the gateway should take its watermark off.</summary>
    public bool? RemoveWatermark { get; init; }

    /// <summary>Where the gateway should report the end of the task.</summary>
    public Uri? CallbackUri { get; init; }

    /// <summary>Merged into the request body, for what a gateway has beyond these.</summary>
    public JsonObject? AdditionalBody { get; init; }

    /// <summary>Sends it even where it contradicts what the gateway documents.</summary>
    public bool SkipValidation { get; init; }

    VideoRequest IVideoRow.Request => this;
}
