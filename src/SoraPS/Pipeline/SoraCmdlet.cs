using System.Management.Automation;
using SoraPS.Core.Stages;

namespace SoraPS.Pipeline;

/// <summary>What all cmdlets share: one form of error, and a token that Ctrl+C cancels.</summary>
public abstract class SoraCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cancelled by Ctrl+C and Stop-Job, and when the pipeline ends for any other reason.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <summary>What -Verbose and -Debug, or their preference variables, ask for.</summary>
    protected StageDetail Detail => new(IsWanted("VerbosePreference"), IsWanted("DebugPreference"));

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Called on another thread: it only signals.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Ends what still runs.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Not disposed: Ctrl+C may signal from another thread at any moment.
            _stop.Cancel();
        }
    }

    /// <summary>Writes a failure of one item; the pipeline goes on.</summary>
    protected void WriteFailure(Exception exception, object? target) => WriteError(ErrorRecords.Create(exception, target));

    /// <summary>Ends the pipeline with a failure that concerns every item.</summary>
    protected void Terminate(SoraException exception) => ThrowTerminatingError(ErrorRecords.Create(exception, null));

    /// <summary>Runs asynchronous work on the pipeline thread; a failure is written for the target.</summary>
    protected void Run(Func<Task> work, object? target)
    {
        try
        {
            work().GetAwaiter().GetResult();
        }
        catch (SoraException exception)
        {
            WriteFailure(exception, target);
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    private bool IsWanted(string preference) =>
        GetVariableValue(preference) is { } value
        && LanguagePrimitives.TryConvertTo(value, out ActionPreference action)
        && action is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
}
