namespace SoraPS.Core.Ledger.Store;

/// <summary>A query as SQL and its values.</summary>
internal static class TaskListSql
{
    /// <summary>Builds it.</summary>
    /// <param name="query">Which tasks.</param>
    /// <param name="unfinishedHint">See <see cref="Database.LedgerDatabase.UnfinishedHint"/>.</param>
    public static (string Sql, object?[] Values) Of(LedgerQuery query, string unfinishedHint)
    {
        List<string> conditions = ["TRUE"];
        List<object?> values = [];
        string Place(object? value)
        {
            values.Add(value);
            return $"${values.Count}";
        }

        if (query.Batch is { } batch)
        {
            conditions.Add(batch.AsSpan().ContainsAny('*', '?')
                ? $"batch LIKE {Place(Pattern(batch))} ESCAPE '\\'"
                : $"batch = {Place(batch)}");
        }

        if (query.States.Count > 0)
        {
            conditions.Add($"state IN ({string.Join(", ", query.States.Select(state => Place(state.ToString())))})");
        }

        if (query.Provider is { } provider)
        {
            conditions.Add($"provider = {Place(provider)}");
        }

        if (query.ExceptProviders.Count > 0)
        {
            conditions.Add($"provider NOT IN ({string.Join(", ", query.ExceptProviders.Select(Place))})");
        }

        if (query.Since is { } since)
        {
            conditions.Add($"coalesce(submitted_at, created_at) >= {Place(since.ToUnixTimeMilliseconds())}");
        }

        if (query.Unfinished)
        {
            conditions.Add("unfinished = 1");
        }

        string hint = query.Unfinished ? unfinishedHint : "";
        string sql = $"SELECT {TaskColumns.Names} FROM tasks {hint} WHERE {string.Join(" AND ", conditions)} "
            + $"ORDER BY seq LIMIT {Place((long)(query.First ?? int.MaxValue))} OFFSET {Place((long)query.Skip)}";
        return (sql, [.. values]);
    }

    private static string Pattern(string wildcards) => wildcards
        .Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_").Replace('*', '%').Replace('?', '_');
}
