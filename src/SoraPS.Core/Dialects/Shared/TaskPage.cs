using System.Text.Json;

namespace SoraPS.Core.Dialects.Shared;

/// <summary>A page of a gateway's list of tasks.</summary>
/// <param name="Items">The tasks as the gateway wrote them, in its order; those without an id are left out.</param>
/// <param name="Tasks">What each of them says.</param>
public sealed record TaskPage(IReadOnlyList<JsonElement> Items, IReadOnlyList<TaskReport> Tasks)
{
    /// <summary>Whether more tasks follow; null if the gateway does not say.</summary>
    public bool? HasMore { get; init; }

    /// <summary>The answer that it came in.</summary>
    public required GatewayAnswer Answer { get; init; }

    /// <summary>The place of each task by its id; one that is there more than once is left out.</summary>
    public IEnumerable<KeyValuePair<string, int>> Places => Tasks.Index().GroupBy(task => task.Item.Id!, StringComparer.Ordinal)
        .Where(same => same.Count() == 1).Select(same => KeyValuePair.Create(same.Key, same.First().Index));
}
