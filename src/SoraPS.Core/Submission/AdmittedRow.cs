using SoraPS.Core.Connections;
using SoraPS.Core.Costs;
using SoraPS.Core.Requests;

namespace SoraPS.Core.Submission;

/// <summary>A row in its place among the rows of a run.</summary>
/// <param name="Number">Its place in the order in which the rows came, from 0.</param>
/// <param name="Row">The row as it was posted.</param>
/// <param name="Key">What it is known by in its batch; null without a batch.</param>
/// <param name="After">Completes when the run's first row of that name has ended; null if this is the first.</param>
internal sealed record AdmittedRow(long Number, IVideoRow Row, IdempotencyKey? Key, Task? After)
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the run has an earlier row of that name: it never sends the row again.</summary>
    public bool IsRepeat => After is not null;

    /// <summary>Completes when the row has ended.</summary>
    public Task Ended => _end.Task;

    /// <summary>What the row asks for, as it was read.</summary>
    public VideoRequest Request => Row.Request;

    /// <summary>The row at a connection: as it was posted, if it was resolved for that very connection.</summary>
    /// <exception cref="SoraException">InvalidRequest (see <see cref="QuotedRequest"/>).</exception>
    public QuotedRequest At(Connection connection, PriceBook prices) =>
        Row is QuotedRequest quoted && quoted.Connection == connection ? quoted : new QuotedRequest(Request, connection, prices);

    /// <summary>The row has ended, whatever came of it.</summary>
    public void End() => _end.TrySetResult();

    /// <summary>The task to write down before the row is sent.</summary>
    /// <param name="prepared">What is sent.</param>
    /// <param name="quoted">What it would cost, and where.</param>
    /// <param name="now">The time.</param>
    public SoraTask ToTask(PreparedRequest prepared, QuotedRequest quoted, DateTimeOffset now) => new()
    {
        RequestId = Guid.CreateVersion7().ToString("N"),
        Provider = quoted.Connection.Name,
        Endpoint = quoted.Connection.BaseUri,
        Model = prepared.Expected.Model,
        Name = Request.Name,
        Batch = Request.Batch,
        Prompt = prepared.Prompt,
        State = SoraTaskState.Submitting,
        Duration = prepared.Expected.Duration,
        AspectRatio = prepared.Expected.AspectRatio,
        Resolution = prepared.Expected.Resolution,
        CreatedAt = now,
        SubmittedAt = now,
        Estimate = quoted.Quote?.Amount,
        EstimateCurrency = quoted.Quote?.Price.Currency,
        EstimateSource = quoted.Quote?.Price.Source,
    };
}
