using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Text;

namespace SoraPS.Core.Ledger.Store;

/// <summary>A query as SQL and its values.</summary>
internal static class TaskListSql
{
    /// <summary>Builds it.</summary>
    /// <param name="query">Which tasks.</param>
    /// <param name="live">The runs that are live, if only free tasks are asked for.</param>
    /// <param name="database">What it is for.</param>
    public static (string Sql, object?[] Values) Of(LedgerQuery query, List<string> live, LedgerDatabase database)
    {
        List<string> conditions = ["TRUE"];
        List<object?> values = [];
        string Place(object? value)
        {
            values.Add(value);
            return $"${values.Count}";
        }

        string Folded(string? text) => database.Fold(Place(text));

        string Like(string column, string wildcards) => $"{database.Fold(column)} LIKE {Folded(Pattern(wildcards))} ESCAPE '\\'";

        if (query.Batch is { } batch)
        {
            // As earlier versions kept it, and as this one does.
            IEnumerable<string> forms = new[] { batch, TextForm.Usual.Of(batch) }.Distinct();
            conditions.Add($"({string.Join(" OR ", forms.Select(form => form.AsSpan().ContainsAny('*', '?')
                ? Like("batch", form)
                : $"{database.Fold("batch")} = {Folded(form)}"))})");
        }

        if (query.Name is { } name)
        {
            conditions.Add(Like("name", name));
        }

        if (query.Model is { } model)
        {
            conditions.Add(Like("model", model));
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

        if (query.Until is { } until)
        {
            conditions.Add($"coalesce(submitted_at, created_at) < {Place(until.ToUnixTimeMilliseconds())}");
        }

        if (query.LatestAttempts)
        {
            conditions.Add(IsLatest(database));
        }

        if (query.Unfinished)
        {
            conditions.Add("unfinished = 1");
        }

        if (live.Count > 0)
        {
            conditions.Add($"(run IS NULL OR run NOT IN ({string.Join(", ", live.Select(Place))}))");
        }

        string hint = query.Unfinished ? database.UnfinishedHint : "";
        string order = query.NewestFirst ? "DESC" : "ASC";
        string sql = $"SELECT {TaskColumns.Names} FROM tasks {hint} WHERE {string.Join(" AND ", conditions)} "
            + $"ORDER BY seq {order} LIMIT {Place((long)(query.First ?? int.MaxValue))} OFFSET {Place((long)query.Skip)}";
        return (sql, [.. values]);
    }

    // A task that was refused is an earlier attempt once another task holds its row, or was refused after it.
    private static string IsLatest(LedgerDatabase database)
    {
        string later = $"SELECT 1 FROM tasks AS later WHERE {database.Fold("later.batch")} = {database.Fold("tasks.batch")}";
        return "NOT EXISTS (SELECT 1 FROM tasks AS later WHERE later.predecessor = tasks.seq) AND (refused_key IS NULL "
            + $"OR NOT EXISTS ({later} AND later.row_key = tasks.refused_key) "
            + $"AND NOT EXISTS ({later} AND later.refused_key = tasks.refused_key AND later.seq > tasks.seq))";
    }

    private static string Pattern(string wildcards) => wildcards
        .Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_").Replace('*', '%').Replace('?', '_');
}
