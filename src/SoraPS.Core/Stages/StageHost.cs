namespace SoraPS.Core.Stages;

/// <summary>
/// Hosts stages in a program: rows are fed to the first, each passes its results on to the next as they finish, and what
/// happens is handed to the program as it happens. The whole pipeline is
/// <c>Task.WhenAll(submit.FeedAsync(rows, ct), submit.PipeAsync(wait, handle, ct), wait.PipeAsync(save, handle, ct),
/// save.DrainAsync(handle, ct))</c>.
/// </summary>
public static class StageHost
{
    /// <summary>Posts the items as they come, then completes the stage.</summary>
    public static async Task FeedAsync<TIn, TOut>(this Stage<TIn, TOut> stage, IAsyncEnumerable<TIn> items, CancellationToken ct)
    {
        await foreach (TIn item in items.WithCancellation(ct).ConfigureAwait(false))
        {
            await stage.PostAsync(item, ct).ConfigureAwait(false);
        }

        stage.Complete();
    }

    /// <summary>Posts an item as soon as there is room for it.</summary>
    public static async Task PostAsync<TIn, TOut>(this Stage<TIn, TOut> stage, TIn item, CancellationToken ct)
    {
        while (!stage.TryPost(item))
        {
            await stage.WaitToPostAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Passes the results of a stage on to the next one until they end, then completes that one.</summary>
    public static async Task PipeAsync<TIn, T, TOut>(
        this Stage<TIn, T> from, Stage<T, TOut> to, Action<StageEvent<T>> handle, CancellationToken ct)
    {
        await foreach (StageEvent<T> happened in from.Events.ReadAllAsync(ct).ConfigureAwait(false))
        {
            handle(happened);
            if (happened is StageEvent<T>.Produced produced)
            {
                await to.PostAsync(produced.Item, ct).ConfigureAwait(false);
            }
        }

        to.Complete();
    }

    /// <summary>Hands on what happens in a stage until it ends.</summary>
    public static async Task DrainAsync<TIn, T>(this Stage<TIn, T> stage, Action<StageEvent<T>> handle, CancellationToken ct)
    {
        await foreach (StageEvent<T> happened in stage.Events.ReadAllAsync(ct).ConfigureAwait(false))
        {
            handle(happened);
        }
    }
}
