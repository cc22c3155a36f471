using SoraPS.Core.Ledger.Database;

namespace SoraPS.Core.Ledger.Store;

/// <summary>
/// Finds who holds rows. Where the database has arrays, all that are asked for while a query is under way share the next one: rows
/// that wait for their turn ask at the same time, and each query is a round trip.
/// </summary>
internal sealed class RowReader(LedgerDatabase database, ReadPool reads)
{
    private readonly Lock _gate = new();
    private List<Question> _asked = [];
    private bool _isReading;

    /// <summary>How many shared queries there were, to tell whether callers share them.</summary>
    internal long Queries { get; private set; }

    /// <summary>The task that holds a row; null if it is free.</summary>
    /// <exception cref="SoraException">The database cannot be read.</exception>
    public async Task<ClaimedTask?> FindAsync(string batch, string key)
    {
        if (!database.HasArrays)
        {
            return await reads.ReadAsync(ClaimedTask.ByRow(database), ClaimedTask.Read, batch, key).ConfigureAwait(false) is [var held, ..]
                ? held
                : null;
        }

        Question question = new(batch, key);
        lock (_gate)
        {
            _asked.Add(question);
            if (!_isReading)
            {
                _isReading = true;

                // Without the context of the first that asks: it works for all.
                ThreadPool.UnsafeQueueUserWorkItem(static reader => _ = reader.AnswerAllAsync(), this, preferLocal: false);
            }
        }

        return await question.Answer.Task.ConfigureAwait(false);
    }

    private async Task AnswerAllAsync()
    {
        while (TakeAsked() is { Count: > 0 } asked)
        {
            await TryAnswerAsync(asked).ConfigureAwait(false);
        }
    }

    private List<Question> TakeAsked()
    {
        lock (_gate)
        {
            (List<Question> asked, _asked) = (_asked, []);
            _isReading = asked.Count > 0;
            return asked;
        }
    }

    private async Task TryAnswerAsync(List<Question> asked)
    {
        try
        {
            await AnswerAsync(asked).ConfigureAwait(false);
        }
        catch (Exception exception) when (asked.Count == 1 || exception is SoraException { InnerException: LedgerAwayException })
        {
            asked.ForEach(question => question.Answer.TrySetException(exception));
        }
        catch (Exception)
        {
            // One of them may be to blame: each is told what comes of it alone.
            foreach (Question question in asked)
            {
                await TryAnswerAsync([question]).ConfigureAwait(false);
            }
        }
    }

    private async Task AnswerAsync(List<Question> asked)
    {
        Queries++;
        foreach ((int place, ClaimedTask task) in await reads.ReadAsync(
            ClaimedTask.ByRows(database),
            ClaimedTask.ReadWithPlace,
            asked.ConvertAll(question => question.Batch).ToArray(),
            asked.ConvertAll(question => question.Key).ToArray()).ConfigureAwait(false))
        {
            asked[place].Answer.TrySetResult(task);
        }

        asked.ForEach(question => question.Answer.TrySetResult(null));
    }

    private sealed record Question(string Batch, string Key)
    {
        public TaskCompletionSource<ClaimedTask?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
