namespace SoraPS.Core.Ledger.Database;

/// <summary>Something for the writer to do, whose caller hears of it when it is durable.</summary>
internal abstract class Operation
{
    /// <summary>Why it failed; null if it did not.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What is kept of it until the database can take it; null for what its caller may give up.</summary>
    public KeptWrite? Kept { get; init; }

    /// <summary>What operations that may meet those of other processes are sorted by; null for one that meets none.</summary>
    public string? Order { get; init; }

    /// <summary>Whether it surely comes to <see cref="LedgerDatabase.RequireExclusive"/>.</summary>
    public bool IsExclusive { get; init; }

    /// <summary>
    /// Tells, in the writer's transaction and before any of the group is done, what several of them can do at once; null for nothing.
    /// </summary>
    public Action? Ahead { get; init; }

    /// <summary>Whether it is kept in the <see cref="IWriteSpool"/>.</summary>
    public bool IsKept { get; set; }

    /// <summary>Does it, in the writer's transaction.</summary>
    public abstract void Run();

    /// <summary>Tells the caller that it is durable, or that it failed.</summary>
    public abstract void Complete();
}

/// <summary>An operation that gives a result.</summary>
internal sealed class Operation<T>(Func<T> work) : Operation
{
    // What one caller does next must not hold up the others of its group.
    private readonly TaskCompletionSource<T> _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    /// <summary>Ends with <see cref="Complete"/>.</summary>
    public Task<T> Completed => _completed.Task;

    /// <inheritdoc/>
    public override void Run() => _result = work();

    /// <inheritdoc/>
    public override void Complete()
    {
        if (Failure is { } failure)
        {
            _completed.SetException(failure);
        }
        else
        {
            _completed.SetResult(_result);
        }
    }
}
