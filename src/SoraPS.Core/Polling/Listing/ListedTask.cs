using SoraPS.Core.Gateways;

namespace SoraPS.Core.Polling.Listing;

/// <summary>A task that is waited for, as the list of its gateway has it.</summary>
/// <param name="task">As it was handed over, with its id.</param>
/// <param name="number">Its place among those that were made in the same second.</param>
/// <param name="hasten">Has it polled at once.</param>
internal sealed class ListedTask(SoraTask task, int number, Action hasten) : IComparable<ListedTask>
{
    /// <summary>The gateway's id.</summary>
    public string Id { get; } = task.Id!;

    /// <summary>When the gateway made it, and its place among those of the same second.</summary>
    public (DateTimeOffset At, int Number) Made { get; } = (task.CreatedAt, number);

    /// <summary>As last known.</summary>
    public SoraTask Task { get; set; } = task;

    /// <summary>How often in a row a list said that it runs, and was believed.</summary>
    public int TimesRunning { get; set; }

    /// <summary>Whether it is asked about now.</summary>
    public bool IsAsked { get; set; }

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsGone { get; set; }

    /// <summary>What a page that was asked for others says of its end; null for nothing.</summary>
    public GatewayResult? Found { get; set; }

    /// <summary>Takes what a page says while it waits for one; null for a task that waits for none.</summary>
    public TaskCompletionSource<ListedAnswer>? Answer { get; set; }

    /// <summary>Has it polled at once.</summary>
    public void Hasten() => hasten();

    /// <summary>Older ones come first.</summary>
    public int CompareTo(ListedTask? other) => Made.CompareTo(other!.Made);
}
