namespace SoraPS.Core.Callbacks;

/// <summary>The ids of signed messages that were taken, for as long as their timestamps would let them pass again.</summary>
internal sealed class SeenWebhooks
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> _ends = new();

    /// <summary>Remembers a message; false if it was taken before.</summary>
    public bool TryAdd(string id, DateTimeOffset sentAt, DateTimeOffset now)
    {
        lock (_lock)
        {
            while (_ends.TryPeek(out string? old, out DateTimeOffset end) && end < now)
            {
                _ids.Remove(old);
                _ends.Dequeue();
            }

            if (!_ids.Add(id))
            {
                return false;
            }

            _ends.Enqueue(id, sentAt + WebhookSignature.Tolerance);
            return true;
        }
    }
}
