using SoraPS.Core.Ledger;

namespace SoraPS.Core.Stages;

/// <summary>
/// Writes down what becomes of tasks that are paid for. A ledger that fails is told once and stops nothing: the video matters more.
/// </summary>
internal sealed class TaskRecorder(LedgerSource source, Action<string> warn) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private LedgerLease? _lease;
    private bool _isBroken;

    /// <summary>What the ledger knows of a task of which only the id was given; else the task itself.</summary>
    public ValueTask<SoraTask> CompleteAsync(SoraTask task) =>
        task is { RequestId: "", Id: { } id } ? new(FindAsync(task, id)) : new(task);

    /// <summary>Writes down how a task stands. One of which only the id is known is nobody's row, and left out.</summary>
    public async Task RecordAsync(
        SoraTask task, string happened, string? answer = null, SavedFile? file = null, TimeSpan? took = null)
    {
        try
        {
            if (task.RequestId.Length > 0 && Open() is { } ledger)
            {
                LedgerEntry entry = new(task, happened) { Answer = answer, File = file, Took = took };
                await ledger.WriteAsync(entry).ConfigureAwait(false);
            }
        }
        catch (SoraException exception)
        {
            Break(exception);
        }
    }

    /// <summary>The file that was saved for a task, or null.</summary>
    public async Task<SavedFile?> FindFileAsync(SoraTask task) =>
        task.RequestId.Length > 0
            ? await TryAsync(ledger => ledger.FindFileAsync(task.RequestId)).ConfigureAwait(false)
            : null;

    /// <summary>The ledger, for what must not be done without one.</summary>
    /// <exception cref="SoraException">WriteFailed: it cannot be used.</exception>
    public ILedger Require()
    {
        lock (_lock)
        {
            return (_lease ??= source.Lease()).Ledger;
        }
    }

    /// <summary>How long the latest succeeded tasks of a model took, newest first.</summary>
    public async Task<IReadOnlyList<TimeSpan>> DurationsAsync(string provider, string model, int most) =>
        await TryAsync<IReadOnlyList<TimeSpan>>(async ledger =>
            await ledger.DurationsAsync(provider, model, most).ConfigureAwait(false)).ConfigureAwait(false) ?? [];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _lease?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<SoraTask> FindAsync(SoraTask task, string id) =>
        await TryAsync(ledger => ledger.FindAsync(task.Provider, id)).ConfigureAwait(false) is { } known
            ? known with { Name = task.Name ?? known.Name }
            : task;

    private async Task<T?> TryAsync<T>(Func<ILedger, Task<T?>> work)
        where T : class
    {
        try
        {
            return Open() is { } ledger ? await work(ledger).ConfigureAwait(false) : null;
        }
        catch (SoraException exception)
        {
            Break(exception);
            return null;
        }
    }

    private ILedger? Open()
    {
        lock (_lock)
        {
            return _isBroken ? null : (_lease ??= source.Lease()).Ledger;
        }
    }

    private void Break(SoraException exception)
    {
        lock (_lock)
        {
            if (_isBroken)
            {
                return;
            }

            _isBroken = true;
        }

        warn($"What happens to the tasks is not written down: {exception.Message} {exception.RecommendedAction}");
    }
}
