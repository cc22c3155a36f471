using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>A task as a row of the table and back.</summary>
internal static class TaskColumns
{
    /// <summary>The columns in the order of <see cref="Values"/> and <see cref="Read"/>.</summary>
    public const string Names =
        "request_id, id, provider, endpoint, model, name, batch, prompt, state, raw_state, progress, duration, "
        + "aspect_ratio, resolution, created_at, completed_at, expires_at, video_uri, thumbnail_uri, price, currency, "
        + "error_code, error_message, error_kind, path";

    /// <summary>How many they are.</summary>
    public const int Count = 25;

    /// <summary>?1, ?2, ... for all columns.</summary>
    public static string Places { get; } = string.Join(", ", Enumerable.Range(1, Count).Select(number => $"?{number}"));

    /// <summary>The task's values.</summary>
    public static object?[] Values(SoraTask task) =>
    [
        task.RequestId,
        task.Id,
        task.Provider,
        task.Endpoint?.OriginalString,
        task.Model,
        task.Name,
        task.Batch,
        task.Prompt,
        task.State.ToString(),
        task.RawState,
        task.Progress,
        task.Duration,
        task.AspectRatio,
        task.Resolution,
        task.CreatedAt.ToUnixTimeMilliseconds(),
        task.CompletedAt?.ToUnixTimeMilliseconds(),
        task.ExpiresAt?.ToUnixTimeMilliseconds(),
        task.VideoUri?.OriginalString,
        task.ThumbnailUri?.OriginalString,
        task.Price?.ToString(CultureInfo.InvariantCulture),
        task.Currency,
        task.Error?.Code,
        task.Error is { } error ? LedgerText.WithoutQueries(error.Message) : null,
        task.Error?.Kind.ToString(),
        task.Path,
    ];

    /// <summary>The task of a row whose first columns are <see cref="Names"/>.</summary>
    public static SoraTask Read(SqliteDataReader row) => new()
    {
        RequestId = row.GetString(0),
        Id = Text(row, 1),
        Provider = row.GetString(2),
        Endpoint = Address(row, 3),
        Model = Text(row, 4),
        Name = Text(row, 5),
        Batch = Text(row, 6),
        Prompt = Text(row, 7),
        State = Enum.Parse<SoraTaskState>(row.GetString(8)),
        RawState = Text(row, 9),
        Progress = (int?)Number(row, 10),
        Duration = (int?)Number(row, 11),
        AspectRatio = Text(row, 12),
        Resolution = Text(row, 13),
        CreatedAt = Time(row, 14) ?? default,
        CompletedAt = Time(row, 15),
        ExpiresAt = Time(row, 16),
        VideoUri = Address(row, 17),
        ThumbnailUri = Address(row, 18),
        Price = Text(row, 19) is { } price ? decimal.Parse(price, CultureInfo.InvariantCulture) : null,
        Currency = Text(row, 20),
        Error = Text(row, 23) is { } kind
            ? new SoraTaskError(Text(row, 21), Text(row, 22) ?? "", Enum.Parse<SoraErrorKind>(kind))
            : null,
        Path = Text(row, 24),
    };

    /// <summary>A text, or null.</summary>
    public static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>A time, or null.</summary>
    public static DateTimeOffset? Time(SqliteDataReader row, int column) =>
        Number(row, column) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    private static long? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static Uri? Address(SqliteDataReader row, int column) =>
        Uri.TryCreate(Text(row, column), UriKind.RelativeOrAbsolute, out Uri? address) ? address : null;
}
