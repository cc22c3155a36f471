namespace SoraPS.Emulator.Tasks;

/// <summary>A task that a gateway accepted. What happens to it follows from the clock alone.</summary>
internal sealed class VideoTask
{
    private readonly Lock _gate = new();
    private DownloadLink? _link;
    private bool _dead;
    private DateTimeOffset? _fetchedAt;

    public required string Id { get; init; }

    public required string Dialect { get; init; }

    public required VideoOrder Order { get; init; }

    public required string OrderKey { get; init; }

    /// <summary>How many tasks the same row made before.</summary>
    public required int Ordinal { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Names the task in a way that is the same in every run.</summary>
    public string FaultKey => $"{OrderKey}#{Ordinal}";

    /// <summary>When its video was asked for last, and sent; null if it never was.</summary>
    public DateTimeOffset? FetchedAt
    {
        get
        {
            lock (_gate)
            {
                return _fetchedAt;
            }
        }

        set
        {
            lock (_gate)
            {
                _fetchedAt = value;
            }
        }
    }

    public bool IsLinkDead
    {
        get
        {
            lock (_gate)
            {
                return _dead;
            }
        }
    }

    public TaskView Refresh(DateTimeOffset now)
    {
        double share = now >= EndsAt ? 1 : (now - MadeAt) / (EndsAt - MadeAt);
        TaskStage stage = share switch
        {
            < 0.2 => TaskStage.Queued,
            < 1 => TaskStage.Running,
            _ => Order.Outcome switch
            {
                PlannedOutcome.Succeed => TaskStage.Succeeded,
                PlannedOutcome.Cancelled => TaskStage.Cancelled,
                _ => TaskStage.Failed,
            },
        };
        int progress = stage == TaskStage.Succeeded ? 100 : stage == TaskStage.Running ? (int)(share * 100) : 0;
        return new TaskView(stage, share, progress);
    }

    /// <summary>The present link, or a new one when that has died.</summary>
    public DownloadLink Link(DateTimeOffset now, TimeSpan life)
    {
        lock (_gate)
        {
            _dead = false;
            if (_link is null || now - _link.IssuedAt >= life)
            {
                _link = new DownloadLink(Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N"), now);
            }

            return _link;
        }
    }

    public bool Accepts(string token, string? signature, DateTimeOffset now, TimeSpan life)
    {
        lock (_gate)
        {
            return _link is { } link && (link.Token, link.Signature) == (token, signature) && now - link.IssuedAt < life;
        }
    }

    /// <summary>Makes the link, and the content at the gateway, answer 403 until the status is asked again.</summary>
    public void KillLink()
    {
        lock (_gate)
        {
            (_link, _dead) = (null, true);
        }
    }
}
