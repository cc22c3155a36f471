using SoraPS.Core.Ledger.Database;

namespace SoraPS.Core.Ledger.Store;

/// <summary>A query as SQL and its values.</summary>
internal static class TaskListSql
{
    /// <summary>Builds it.</summary>
    /// <param name="query">Which tasks.</param>
    /// <param name="database">What it is for.</param>
    public static (string Sql, object?[] Values) Of(LedgerQuery query, LedgerDatabase database)
    {
        List<string> conditions = ["TRUE"];
        List<object?> values = [];
        string Place(object? value)
        {
            values.Add(value);
            return $"${values.Count}";
        }

        string Folded(string? text) => database.Fold(Place(text));

        if (query.Batch is { } batch)
        {
            conditions.Add(batch.AsSpan().ContainsAny('*', '?')
                ? $"{database.Fold("batch")} LIKE {Folded(Pattern(batch))} ESCAPE '\\'"
                : $"{database.Fold("batch")} = {Folded(batch)}");
        }

        if (query.States.Count > 0)
        {
            conditions.Add($"state IN ({string.Join(", ", query.States.Select(state => Place(state.ToString())))})");
        }

        if (query.Provider is { } provider)
        {
            conditions.Add($"{database.Fold("provider")} = {Folded(provider)}");
        }

        if (query.ExceptProviders.Count > 0)
        {
            conditions.Add($"{database.Fold("provider")} NOT IN ({string.Join(", ", query.ExceptProviders.Select(Folded))})");
        }

        if (query.Since is { } since)
        {
            conditions.Add($"coalesce(submitted_at, created_at) >= {Place(since.ToUnixTimeMilliseconds())}");
        }

        if (query.Unfinished)
        {
            conditions.Add("unfinished = 1");
        }

        string hint = query.Unfinished ? database.UnfinishedHint : "";
        string sql = $"SELECT {TaskColumns.Names} FROM tasks {hint} WHERE {string.Join(" AND ", conditions)} "
            + $"ORDER BY seq LIMIT {Place((long)(query.First ?? int.MaxValue))} OFFSET {Place((long)query.Skip)}";
        return (sql, [.. values]);
    }

    private static string Pattern(string wildcards) => wildcards
        .Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_").Replace('*', '%').Replace('?', '_');
}
