namespace SoraPS.Core.Stages;

/// <summary>What a stage emits to its host, in the order in which it happened.</summary>
public abstract record StageEvent<T>
{
    private StageEvent()
    {
    }

    /// <summary>The item that it is about; null for the stage as a whole.</summary>
    public StageItem? About { get; init; }

    /// <summary>A finished item.</summary>
    public sealed record Produced(T Item) : StageEvent<T>;

    /// <summary>One item failed; the others go on.</summary>
    /// <param name="Error">Why.</param>
    /// <param name="Target">The row or task that failed.</param>
    public sealed record Failed(Exception Error, object? Target) : StageEvent<T>;

    /// <summary>All has been emitted about an item: it has its result, has failed, or was passed over.</summary>
    public sealed record Ended : StageEvent<T>;

    /// <summary>Something a person should know.</summary>
    public sealed record Warned(string Text) : StageEvent<T>;

    /// <summary>A message for -Verbose.</summary>
    public sealed record VerboseMessage(string Text) : StageEvent<T>;

    /// <summary>A text for -Debug.</summary>
    public sealed record DebugMessage(string Text) : StageEvent<T>;
}
