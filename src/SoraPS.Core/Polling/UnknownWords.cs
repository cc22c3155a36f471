namespace SoraPS.Core.Polling;

/// <summary>The state words of gateways that SoraPS does not know; a person is warned of each once.</summary>
internal sealed class UnknownWords
{
    private readonly Lock _lock = new();
    private readonly HashSet<(string Provider, string? Word)> _warned = [];

    /// <summary>The warning about a task's state word; null if it was given before.</summary>
    public string? WarningOf(SoraTask task)
    {
        lock (_lock)
        {
            return _warned.Add((task.Provider, task.RawState))
                ? $"{task.Provider} uses a state word that SoraPS does not know: '{task.RawState}'. Such tasks count as running."
                : null;
        }
    }
}
