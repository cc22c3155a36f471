namespace SoraPS;

/// <summary>Waiting for tasks where PowerShell calls synchronously: on threads without a context to come back to.</summary>
internal static class BlockingTasks
{
#pragma warning disable RS0030 // The one place that blocks.
    /// <summary>Blocks until the task has ended; what it threw is thrown as it was.</summary>
    public static void WaitForCompletion(this Task task) => task.GetAwaiter().GetResult();

    /// <inheritdoc cref="WaitForCompletion"/>
    public static T WaitForResult<T>(this Task<T> task) => task.GetAwaiter().GetResult();
#pragma warning restore RS0030
}
