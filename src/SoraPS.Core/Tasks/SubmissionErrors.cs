using System.Globalization;
using SoraPS.Core.Connections;
using SoraPS.Core.Ledger;
using SoraPS.Core.Text;

namespace SoraPS.Core.Tasks;

/// <summary>The errors and warnings about a submission.</summary>
internal static class SubmissionErrors
{
    /// <summary>A row of which an earlier run could not learn whether it was taken.</summary>
    public static SoraException StillUnknown(SoraTask task, Connection? connection)
    {
        string sent = task.BeganAt().ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        return new SoraException(
            SoraErrorKind.SubmissionUnknown,
            $"{task.Provider}: {RowOf(task)} was sent at {sent} and no answer came: it may have been made and charged. "
            + "It was not sent again.")
        {
            RecommendedAction = HowToFind(task, connection) + " -Force sends it again.",
        };
    }

    /// <summary>Where to look for a task that an unanswered request may have made.</summary>
    public static string HowToFind(SoraTask task, Connection? connection) =>
        connection?.Dialect.TaskList(null) is not null
            ? $"Get-SoraTask -RequestId {task.RequestId} looks for it in the gateway's list."
            : $"Look in the console of {task.Provider} for a task of that time and prompt.";

    /// <summary>The warning about a row whose name an earlier row of the run has.</summary>
    public static string NameTwice(string? name) =>
        $"The name {name} is there twice: within a batch it stands for one row, so the second gives the first one's task.";

    /// <summary>The warning about a row that is not what was submitted under its name.</summary>
    public static string ContentDiffers(SoraTask task) =>
        $"The row {task.Name} of batch {task.Batch} now asks for something else than what was submitted; the earlier task is given "
        + "back. Give the row another name to have it made anew.";

    /// <summary>A row by its name and batch.</summary>
    public static string RowOf(SoraTask task) =>
        $"{(task.Name is null ? "A row" : $"The row {task.Name}")} of batch {task.Batch}";

    /// <summary>Who is sending a row.</summary>
    public static string HolderOf(LedgerClaim claim) => claim.HeldBy ?? "another process";

    /// <summary>A row that another process has been sending for longer than that takes.</summary>
    public static SoraException BusyTooLong(LedgerClaim claim) => new(
        SoraErrorKind.WaitTimeout,
        $"{claim.Task.Provider}: {RowOf(claim.Task)} is still being sent by {HolderOf(claim)}, as request {claim.Task.RequestId}. "
        + "It was not sent here.")
    {
        RecommendedAction = $"End {HolderOf(claim)} if it hangs, then run the same command again: what it has sent is not sent again.",
    };

    /// <summary>There is no id to ask the gateway by.</summary>
    public static SoraException NoId(SoraTask task, Connection? connection) => new(
        SoraErrorKind.SubmissionUnknown,
        task.State is SoraTaskState.Submitting
            ? $"{task.Provider}: the request {task.RequestId} is being sent by another process, which has no answer yet."
            : $"{task.Provider}: the request {task.RequestId} has no id at the gateway, so it cannot be asked about.")
    {
        RecommendedAction = task.State is SoraTaskState.Submitting
            ? "Try again once that process has ended."
            : HowToFind(task, connection),
    };

    /// <summary>
    /// What it means that the gateway does not know a task: of one that only an unusable answer to a create request named, nobody
    /// knows whether it was made.
    /// </summary>
    public static SoraException NotFound(SoraTask task, SoraException exception) =>
        task.State is not SoraTaskState.Unknown || exception.Kind is not SoraErrorKind.TaskNotFound ? exception : new(
            SoraErrorKind.SubmissionUnknown,
            $"{task.Provider}: the answer to the create request {task.RequestId} named the task {task.Id}, which the gateway does not "
            + $"know. {exception.Message}",
            exception)
        {
            RecommendedAction = $"Look in the console of {task.Provider} for a task of that time and prompt. If there is none, "
                + "New-SoraVideo with the same -Batch and -Force sends the row again.",
            TaskId = task.Id,
            HttpStatus = exception.HttpStatus,
            GatewayRequestId = exception.GatewayRequestId,
        };

    /// <summary>The gateway has made a task, and the ledger failed before it could hold that.</summary>
    public static SoraException NotWrittenDown(SoraTask task, SoraException cause) => new(
        SoraErrorKind.WriteFailed,
        $"{task.Provider} has made the task {task.Id}, but it could not be written down: {cause.Message}",
        cause)
    {
        RecommendedAction = $"Mend the ledger ({cause.RecommendedAction}) and keep the id: "
            + $"Wait-SoraTask -Id {ForeignText.Quoted(task.Id ?? "")} -Provider {task.Provider} | Save-SoraVideo",
    };
}
