using SoraPS.Core.Http;
using SoraPS.Core.Providers;

namespace SoraPS.Core.Stages;

/// <summary>
/// Looks in a gateway's list for the task that an unanswered create request may have made, and takes it up if exactly one fits.
/// </summary>
internal sealed class Reconciliation(TaskRecorder recorder) : IDisposable
{
    // The clocks of two machines differ, and a gateway may take its time before it makes a task.
    private static readonly TimeSpan s_before = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_after = TimeSpan.FromMinutes(15);

    // 100 tasks each; who made more than that since has to look by hand.
    private const int MaxPages = 50;

    // Two equal rows must not take up the same task.
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The task as the gateway knows it.</summary>
    /// <exception cref="SoraException">SubmissionUnknown: none fits, or several do, or the gateway has no list.</exception>
    public async Task<SoraTask> TakeUpAsync(SoraTask task, Gateway gateway, DateTimeOffset now, IRequestLog log, CancellationToken ct)
    {
        if (gateway.Connection.Dialect.TaskList(null) is null)
        {
            throw Unknown(task, "no answer came to its create request, and the gateway has no list to look in.",
                Submissions.HowToFind(task, gateway.Connection));
        }

        await _turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            List<TaskReport> fitting = await FindAsync(task, gateway, log, ct).ConfigureAwait(false);
            if (fitting is not [var found])
            {
                throw NotOne(task, fitting.ConvertAll(report => report.Id!));
            }

            SoraTask known = (task with { Error = null }).With(gateway.Errors.Clean(found), gateway.Connection.Dialect, now);
            await recorder.RecordAsync(known, $"Found in the gateway's list as {known.Id}.").ConfigureAwait(false);
            return known;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<List<TaskReport>> FindAsync(
        SoraTask task, Gateway gateway, IRequestLog log, CancellationToken ct)
    {
        List<TaskReport> fitting = [];
        string? last = null;
        for (int page = 0; page < MaxPages; page++)
        {
            IReadOnlyList<TaskReport> reports = await gateway.ListTasksAsync(last, log, ct).ConfigureAwait(false);
            foreach (TaskReport report in reports.Where(report => Fits(report, task)))
            {
                if (!await recorder.IsKnownAsync(task.Provider, report.Id!).ConfigureAwait(false))
                {
                    fitting.Add(report);
                }
            }

            // Newest first. A server that does not page gives the same tasks again.
            if (reports is not [.., var oldest] || oldest.Id == last || oldest.CreatedAt < task.CreatedAt - s_before)
            {
                break;
            }

            last = oldest.Id;
        }

        return [.. fitting.DistinctBy(report => report.Id)];
    }

    // What a server leaves out cannot speak against a task.
    private static bool Fits(TaskReport report, SoraTask task) =>
        (report.CreatedAt is not { } made || (made >= task.CreatedAt - s_before && made <= task.CreatedAt + s_after))
        && (report.Prompt is null || report.Prompt.Trim() == task.Prompt?.Trim())
        && (report.Model is null || task.Model is null || report.Model.StartsWith(task.Model, StringComparison.OrdinalIgnoreCase))
        && (report.Duration is null || task.Duration is null || report.Duration == task.Duration)
        && (report.Resolution?.Contains('x', StringComparison.Ordinal) is not true
            || task.Resolution?.Contains('x', StringComparison.Ordinal) is not true || report.Resolution == task.Resolution);

    private static SoraException NotOne(SoraTask task, List<string> ids) => ids.Count == 0
        ? Unknown(task, "the gateway's list has no task that fits, so it was most probably not made.",
            "New-SoraVideo with the same -Batch and -Force sends the row again.")
        : Unknown(task, $"{ids.Count} tasks of the gateway's list fit: {string.Join(", ", ids.Take(10))}.",
            "Compare them with what was asked for; Save-SoraVideo -Id saves the right one.");

    private static SoraException Unknown(SoraTask task, string what, string action) =>
        new(SoraErrorKind.SubmissionUnknown, $"{task.Provider}: request {task.RequestId}: {what}") { RecommendedAction = action };
}
