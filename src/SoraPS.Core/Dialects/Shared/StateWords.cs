namespace SoraPS.Core.Dialects.Shared;

/// <summary>
/// The state words that gateways use, without regard to case. One table serves all dialects, because gateways borrow each
/// other's words.
/// </summary>
public static class StateWords
{
    private static readonly Dictionary<string, SoraTaskState> s_words = new(StringComparer.OrdinalIgnoreCase)
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

    /// <summary>What a word stands for; Running, with false, for an unknown one: it may still become a paid video.</summary>
    public static bool TryRead(string? word, out SoraTaskState state)
    {
        if (word is not null && s_words.TryGetValue(word.Trim(), out state))
        {
            return true;
        }

        state = SoraTaskState.Running;
        return false;
    }
}
