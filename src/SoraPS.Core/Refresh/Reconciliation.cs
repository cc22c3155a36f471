using SoraPS.Core.Diagnostics;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Gateways;
using SoraPS.Core.Ledger;
using SoraPS.Core.Requests;
using SoraPS.Core.Tasks;

namespace SoraPS.Core.Refresh;

/// <summary>
/// Searches a gateway's list for the task that an unanswered create request may have made, and takes it up if exactly one fits.
/// </summary>
internal sealed class Reconciliation(TaskRecorder recorder) : IDisposable
{
    // Who made more than that since has to search by hand. A page has 100, as far as the server does what it is asked.
    private const int MaxTasks = 5000;
    private const int MaxPages = 50;

    // Two equal rows must not take up the same task.
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The task as the gateway knows it.</summary>
    /// <exception cref="SoraException">
    /// SubmissionUnknown: none fits, or several do, or the gateway has no list; WriteFailed: without the ledger nobody knows which
    /// tasks are other rows'; or the list cannot be had.
    /// </exception>
    public async Task<SoraTask> TakeUpAsync(SoraTask task, Gateway gateway, DateTimeOffset now, IRequestLog log, CancellationToken ct)
    {
        if (gateway.Connection.Dialect.TaskList(null) is null)
        {
            throw Unknown(task, "no answer came to its create request, and the gateway has no list to look in.",
                SubmissionErrors.HowToFind(task, gateway.Connection));
        }

        await _turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            ILedger ledger = recorder.Require(task);
            if (await ledger.FindRequestAsync(task.RequestId).ConfigureAwait(false) is { Id: not null } known)
            {
                // Found by someone else meanwhile.
                return known;
            }

            SentWindow window = await WindowAsync(task, ledger).ConfigureAwait(false);
            (List<TaskReport> fitting, bool isWhole) = await FindAsync(task, window, ledger, gateway, log, ct).ConfigureAwait(false);
            if (fitting is not [var found])
            {
                throw NotOne(task, fitting.ConvertAll(report => report.Id!), isWhole);
            }

            SoraTask made = (task with { Error = null }).With(gateway.Errors.Clean(found), gateway.Connection.Dialect, now);
            LedgerEntry entry = new(made, $"Found in the gateway's list as {made.Id}.");
            return await ledger.TakeUpAsync(entry).ConfigureAwait(false) ? made : throw Unknown(
                task, $"the only task of the gateway's list that fits, {made.Id}, has just been taken up for another row.",
                $"Get-SoraTask -RequestId {task.RequestId} looks again.");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    // From the claim of the row to the moment in which it was given up: a refused attempt may have been repeated for half an hour.
    private static async Task<SentWindow> WindowAsync(SoraTask task, ILedger ledger)
    {
        IReadOnlyList<LedgerEvent> history = await ledger.HistoryAsync(task.RequestId).ConfigureAwait(false);
        LedgerEvent? givenUp = history.FirstOrDefault(happened => happened.State is SoraTaskState.Unknown);
        return new SentWindow(task.BeganAt(), givenUp?.At ?? task.BeganAt() + CreateLimits.Longest);
    }

    private static async Task<(List<TaskReport> Fitting, bool IsWhole)> FindAsync(
        SoraTask task, SentWindow window, ILedger ledger, Gateway gateway, IRequestLog log, CancellationToken ct)
    {
        Dictionary<string, TaskReport> fitting = [];
        string? last = null;
        bool isWhole = false;
        int read = 0;
        for (int number = 0; number < MaxPages && read < MaxTasks; number++)
        {
            TaskPage page = await gateway.ListTasksAsync(last, log, ct).ConfigureAwait(false);
            SentWindow shown = window.By(page.Answer.ClockAhead);
            read += page.Tasks.Count;
            foreach (TaskReport report in page.Tasks.Where(report => Fits(report, task, shown)))
            {
                if (await ledger.FindAsync(task.Provider, report.Id!).ConfigureAwait(false) is null)
                {
                    fitting[report.Id!] = report;
                }
            }

            isWhole = page.HasMore is false || IsBefore(page.Tasks, shown);
            if (isWhole || page.Tasks is not [.., var end] || end.Id == last)
            {
                // A server that does not page gives the same tasks again: whether it has others is not known.
                break;
            }

            last = end.Id;
        }

        return ([.. fitting.Values], isWhole);
    }

    // Newest first was asked for; a server that has another order has to be read to its end.
    private static bool IsBefore(IReadOnlyList<TaskReport> tasks, SentWindow window) =>
        tasks is [var first, ..] && first.CreatedAt >= tasks[^1].CreatedAt && tasks[^1].CreatedAt < window.From;

    // What a server leaves out cannot speak against a task.
    private static bool Fits(TaskReport report, SoraTask task, SentWindow window) =>
        (report.CreatedAt is not { } made || (made >= window.From && made <= window.To))
        && (report.Prompt is null || report.Prompt.Trim() == task.Prompt?.Trim())
        && (report.Model is null || task.Model is null || report.Model.StartsWith(task.Model, StringComparison.OrdinalIgnoreCase))
        && (report.Duration is null || task.Duration is null || report.Duration == task.Duration)
        && (report.Resolution?.Contains('x', StringComparison.Ordinal) is not true
            || task.Resolution?.Contains('x', StringComparison.Ordinal) is not true || report.Resolution == task.Resolution);

    private static SoraException NotOne(SoraTask task, List<string> ids, bool isWhole) => (ids.Count, isWhole) switch
    {
        (0, true) => Unknown(task, "the gateway's list has no task that fits, so it was most probably not made.",
            "New-SoraVideo with the same -Batch and -Force sends the row again."),
        (0, false) => Unknown(task, "no task fits of those that the gateway's list shows, but the list was not read to its end: "
            + "it may have been made and charged.",
            $"Look in the console of {task.Provider} for a task of that time and prompt before you send the row again with -Force."),
        _ => Unknown(task, $"{ids.Count} tasks of the gateway's list fit: {string.Join(", ", ids.Take(10))}.",
            "Compare them with what was asked for; Save-SoraVideo -Id saves the right one."),
    };

    private static SoraException Unknown(SoraTask task, string what, string action) =>
        new(SoraErrorKind.SubmissionUnknown, $"{task.Provider}: request {task.RequestId}: {what}") { RecommendedAction = action };
}
