namespace SoraPS.Core.Dialects.Shared;

/// <summary>
/// The words by which one gateway names a task's states, without regard to case. Gateways also borrow words from each other's
/// documents, so that one which is not documented is read as the others use it.
/// </summary>
public sealed class StateWords
{
    private static readonly Dictionary<string, SoraTaskState> s_borrowed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["queued"] = SoraTaskState.Queued,
        ["pending"] = SoraTaskState.Queued,
        ["waiting"] = SoraTaskState.Queued,
        ["submitted"] = SoraTaskState.Queued,
        ["processing"] = SoraTaskState.Running,
        ["in_progress"] = SoraTaskState.Running,
        ["generating"] = SoraTaskState.Running,
        ["active"] = SoraTaskState.Running,
        ["running"] = SoraTaskState.Running,
        ["success"] = SoraTaskState.Succeeded,
        ["succeeded"] = SoraTaskState.Succeeded,
        ["completed"] = SoraTaskState.Succeeded,
        ["failed"] = SoraTaskState.Failed,
        ["fail"] = SoraTaskState.Failed,
        ["failure"] = SoraTaskState.Failed,
        ["error"] = SoraTaskState.Failed,
        ["cancelled"] = SoraTaskState.Cancelled,
        ["canceled"] = SoraTaskState.Cancelled,
        ["expired"] = SoraTaskState.Expired,
    };

    private readonly Dictionary<string, SoraTaskState> _own = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The words that a gateway documents for each state; null for a state that it has no word for.</summary>
    public StateWords(
        string[] queued, string[] running, string[] succeeded, string[] failed, string[]? cancelled = null, string[]? expired = null)
    {
        Add(SoraTaskState.Queued, queued);
        Add(SoraTaskState.Running, running);
        Add(SoraTaskState.Succeeded, succeeded);
        Add(SoraTaskState.Failed, failed);
        Add(SoraTaskState.Cancelled, cancelled);
        Add(SoraTaskState.Expired, expired);
    }

    /// <summary>What the gateway documents.</summary>
    public IReadOnlyDictionary<string, SoraTaskState> Documented => _own;

    /// <summary>
    /// A report of the state that a word stands for. An unknown word is reported as Running: the task may still become a video that
    /// is paid for.
    /// </summary>
    /// <param name="word">The gateway's word as it came; null if the answer has none.</param>
    public TaskReport Report(string? word)
    {
        string key = word?.Trim() ?? "";
        bool isKnown = _own.TryGetValue(key, out SoraTaskState state) || s_borrowed.TryGetValue(key, out state);
        return new TaskReport
        {
            State = isKnown ? state : SoraTaskState.Running,
            RawState = word,
            IsUnknownWord = word is not null && !isKnown,
        };
    }

    private void Add(SoraTaskState state, string[]? words)
    {
        foreach (string word in words ?? [])
        {
            _own.Add(word, state);
        }
    }
}
