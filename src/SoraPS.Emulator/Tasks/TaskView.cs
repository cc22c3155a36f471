namespace SoraPS.Emulator.Tasks;

/// <summary>A task at one moment.</summary>
/// <param name="Stage">Where it is.</param>
/// <param name="Share">Share of its generation time that has passed.</param>
/// <param name="Progress">Percentage.</param>
internal sealed record TaskView(TaskStage Stage, double Share, int Progress)
{
    public Uri? VideoUri { get; init; }

    /// <summary>Replaces the dialect's own word for the stage.</summary>
    public string? Word { get; init; }
}
