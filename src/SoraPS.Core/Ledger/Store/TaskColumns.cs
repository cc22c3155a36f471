using System.Data.Common;
using System.Globalization;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Text;

namespace SoraPS.Core.Ledger.Store;

/// <summary>A task as a row of the table and back.</summary>
internal static class TaskColumns
{
    /// <summary>The columns in the order of <see cref="Values"/> and <see cref="Read"/>.</summary>
    public const string Names =
        "provider, batch, request_id, id, endpoint, model, name, prompt, state, raw_state, progress, duration, "
        + "aspect_ratio, resolution, created_at, completed_at, expires_at, video_uri, thumbnail_uri, price, currency, "
        + "error_code, error_message, error_kind, path, submitted_at, gateway_data, estimate, estimate_currency, estimate_source";

    /// <summary>How many they are.</summary>
    public const int Count = 30;

    /// <summary>
    /// All but the provider, the batch and the estimate, which stay as they are once a task is written down. The first is the request id.
    /// </summary>
    public static readonly Range Changing = 2..27;

    private const int MaxWord = 40;

    private static readonly string[] s_numbers = ["progress", "duration", "created_at", "completed_at", "expires_at", "submitted_at"];

    /// <summary>Their types; all that are no whole numbers are texts.</summary>
    public static ColumnType[] Types { get; } =
        [.. Names.Split(", ").Select(name => s_numbers.Contains(name) ? ColumnType.Number : ColumnType.Text)];

    /// <summary>All of them with their types.</summary>
    public static (string Name, ColumnType Type)[] All { get; } = [.. Names.Split(", ").Zip(Types)];

    /// <summary>$1, $2, ... for all columns.</summary>
    public static string Places { get; } = PreparedInsert.Places(Count);

    /// <summary>The place of the n-th value behind them, from 1.</summary>
    public static string PlaceBehind(int number) => $"${Count + number}";

    /// <summary>The task's values.</summary>
    public static object?[] Values(SoraTask task) =>
    [
        task.Provider,
        task.Batch,
        task.RequestId,
        task.Id,
        task.Endpoint?.OriginalString,
        task.Model,
        task.Name,
        task.Prompt,
        task.State.ToString(),
        task.RawState,
        (long?)task.Progress,
        (long?)task.Duration,
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
        task.Error is { } error ? StoredText.WithoutQueries(error.Message) : null,
        task.Error?.Kind.ToString(),
        task.Path,
        task.SubmittedAt?.ToUnixTimeMilliseconds(),
        task.GatewayData?.ToString(),
        task.Estimate?.ToString(CultureInfo.InvariantCulture),
        task.EstimateCurrency,
        task.EstimateSource,
    ];

    /// <summary>The task of a row whose first columns are <see cref="Names"/>.</summary>
    public static SoraTask Read(DbDataReader row) => new()
    {
        Provider = row.Text(0),
        Batch = row.TextOrNull(1),
        RequestId = row.Text(2),
        Id = row.TextOrNull(3),
        Endpoint = Address(row, 4),
        Model = row.TextOrNull(5),
        Name = row.TextOrNull(6),
        Prompt = row.TextOrNull(7),
        State = State(row.Text(8)),
        RawState = row.TextOrNull(9),
        Progress = row.IntOrNull(10),
        Duration = row.IntOrNull(11),
        AspectRatio = row.TextOrNull(12),
        Resolution = row.TextOrNull(13),
        CreatedAt = row.TimeOrNull(14) ?? default,
        CompletedAt = row.TimeOrNull(15),
        ExpiresAt = row.TimeOrNull(16),
        VideoUri = Address(row, 17),
        ThumbnailUri = Address(row, 18),
        Price = Amount(row, 19),
        Currency = row.TextOrNull(20),
        Error = Error(row),
        Path = row.TextOrNull(24),
        SubmittedAt = row.TimeOrNull(25),
        GatewayData = SoraGatewayData.Parse(row.TextOrNull(26)),
        Estimate = Amount(row, 27),
        EstimateCurrency = row.TextOrNull(28),
        EstimateSource = row.TextOrNull(29),
    };

    /// <summary>
    /// The state that a word stands for. One that another program wrote, or a newer version, counts as Unknown: the task may be paid
    /// for, so its row must not be sent by itself.
    /// </summary>
    public static SoraTaskState State(string word) =>
        Enum.TryParse(word, out SoraTaskState state) && state.ToString() == word ? state : SoraTaskState.Unknown;

    private static SoraTaskError? Error(DbDataReader row)
    {
        if (row.TextOrNull(23) is { } kind)
        {
            bool isKnown = Enum.TryParse(kind, out SoraErrorKind known) && known.ToString() == kind;
            return new SoraTaskError(row.TextOrNull(21), row.TextOrNull(22) ?? "", isKnown ? known : SoraErrorKind.TaskFailed);
        }

        string state = row.Text(8);
        return State(state).ToString() == state ? null : new SoraTaskError(
            null, $"The ledger holds a state that this version does not know: {Cut(state)}.", SoraErrorKind.SubmissionUnknown);
    }

    private static string Cut(string word) => word.Length <= MaxWord ? word : word[..MaxWord] + "...";

    private static decimal? Amount(DbDataReader row, int column) =>
        decimal.TryParse(row.TextOrNull(column), CultureInfo.InvariantCulture, out decimal amount) ? amount : null;

    private static Uri? Address(DbDataReader row, int column) =>
        Uri.TryCreate(row.TextOrNull(column), UriKind.RelativeOrAbsolute, out Uri? address) ? address : null;
}
