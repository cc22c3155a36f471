namespace SoraPS.Emulator.Tasks;

/// <summary>What a valid create request asks for.</summary>
internal sealed record VideoOrder
{
    public required string Model { get; init; }

    public required string Prompt { get; init; }

    public required int Seconds { get; init; }

    /// <summary>Frame size of the clip.</summary>
    public required string Size { get; init; }

    /// <summary>The size as the request wrote it, where that may be no size there is a clip of.</summary>
    public string? SizeAsAsked { get; init; }

    public string? ImageUrl { get; init; }

    /// <summary>Where to report its end.</summary>
    public Uri? CallbackUri { get; init; }

    /// <summary>The task that it is a remix of.</summary>
    public string? RemixedFrom { get; init; }

    /// <summary>How often the video was extended before and now.</summary>
    public int Extensions { get; init; }

    /// <summary>Whether it came in OpenAI's format to a gateway that has one of its own as well.</summary>
    public bool IsNative { get; init; }

    public PlannedOutcome Outcome { get; init; }
}
