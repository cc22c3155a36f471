using System.Collections.Concurrent;

namespace SoraPS.Core.Stages;

/// <summary>The items of a stage that were left to other runs, by who works on them.</summary>
internal sealed class HeldItems
{
    private const int MostNamed = 3;

    private readonly ConcurrentDictionary<string, int> _byHolder = new(StringComparer.Ordinal);

    /// <summary>Counts one.</summary>
    public void Add(string holder) => _byHolder.AddOrUpdate(holder, 1, (_, count) => count + 1);

    /// <summary>What a person is told of them; null if there are none.</summary>
    /// <param name="kind">What they are.</param>
    public string? Warning(Type kind)
    {
        KeyValuePair<string, int>[] holders =
            [.. _byHolder.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal)];
        if (holders.Length == 0)
        {
            return null;
        }

        int count = holders.Sum(one => one.Value);
        string noun = (kind == typeof(SoraTask), count) switch
        {
            (true, 1) => "task",
            (true, _) => "tasks",
            (false, 1) => "row",
            _ => "rows",
        };
        IEnumerable<string> named = holders.Take(MostNamed).Select(one => holders.Length == 1 ? one.Key : $"{one.Key} ({one.Value})");
        string others = holders.Length > MostNamed ? ", and others" : "";
        string verb = count == 1 ? "was" : "were";
        return $"{count} {noun} {verb} left to other runs that are working on them: {string.Join(", ", named)}{others}. "
            + "If one of them ends early, run the same command again.";
    }
}
