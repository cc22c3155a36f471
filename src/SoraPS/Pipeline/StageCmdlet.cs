using System.Management.Automation;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Runs;
using SoraPS.Core.Stages;
using SoraPS.Jobs;
using SoraPS.Runs;

namespace SoraPS.Pipeline;

/// <summary>
/// Opens the stage that the parameters describe and posts each record to it. <see cref="PipelineHost{TIn, TOut}"/> hosts
/// it; with -AsJob the records are collected, and the end hands them to <see cref="JobHost{TIn, TOut}"/>.
/// </summary>
public abstract class StageCmdlet<TIn, TOut> : SoraCmdlet
    where TIn : notnull
{
    /// <summary>Help text of -AsJob.</summary>
    protected const string AsJobHelp =
        "Runs the command as a background job and returns the job object. See Get-Job, Wait-Job and Receive-Job.";

    private Stage<TIn, TOut>? _stage;
    private PipelineHost<TIn, TOut>? _host;
    private List<TIn>? _collected;
    private PipelineRun? _run;

    /// <summary>What progress bars say that it does, such as 'Saving videos'.</summary>
    protected virtual string Activity => MyInvocation.MyCommand.Name;

    /// <summary>Whether -AsJob is given.</summary>
    protected virtual bool RunsAsJob => false;

    /// <summary>Which step of a run it is; null if it is none.</summary>
    private protected virtual RunStep? Step => null;

    /// <summary>The run whose stage it opens: that of the pipeline, or of the job; null where nothing is done.</summary>
    private protected LedgerRun? LedgerRun => _run?.Ledger;

    private string? ShownActivity => ShowsProgress ? Activity : null;

    /// <summary>Opens the stage that the parameters describe.</summary>
    protected abstract Stage<TIn, TOut> Open();

    /// <summary>Finds what would fail before anything is sent, so that it fails before there is a job.</summary>
    /// <exception cref="SoraException">It would.</exception>
    protected virtual void Check(TIn item)
    {
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        JoinRun();
        try
        {
            _stage = Open();
        }
        catch (SoraException exception)
        {
            Terminate(exception);
        }

        if (!Session.Stages.TryAdd(_stage!, StopProcessing))
        {
            throw new PipelineStoppedException();
        }

        if (RunsAsJob)
        {
            _collected = [];
        }
        else
        {
            _host = new PipelineHost<TIn, TOut>(
                this, _stage!, ShownActivity, _run is null ? null : happened => _run?.Count(Step!.Value, happened), StopToken);
        }
    }

    /// <summary>Joins the run of the pipeline, before anything can fail.</summary>
    protected void JoinRun()
    {
        if (_run is null && Step is { } step && !IsWhatIf)
        {
            _run = RunsAsJob ? PipelineRun.OfJob(step, MyInvocation) : PipelineRun.Join(step, MyInvocation);
        }
    }

    /// <summary>Notes by what the rows and files of the run are found again.</summary>
    protected void NoteInRun(string? batch, string? folder) => _run?.Note(batch, folder);

    /// <inheritdoc/>
    protected override void WriteFailure(Exception exception, object? target)
    {
        if (exception is SoraException known)
        {
            _run?.Refuse(Step!.Value, known.Kind);
        }

        base.WriteFailure(exception, target);
    }

    // The run, if this ends it.
    private PipelineRun? LeaveRun(bool isStopped)
    {
        PipelineRun? run = _run;
        _run = null;
        return run?.Leave(Step!.Value, _stage?.Progress, isStopped) == true ? run : null;
    }

    /// <summary>Hands an item to the stage, or notes it for the job.</summary>
    /// <exception cref="SoraException">With -AsJob: it cannot be sent.</exception>
    protected void Post(TIn item)
    {
        if (_collected is null)
        {
            if (_stage!.Opened.IsFaulted)
            {
                AwaitOpened();
            }

            _host!.Post(item);
            return;
        }

        AwaitOpened();
        Check(item);
        _collected.Add(item);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        AwaitOpened();
        if (_collected is null)
        {
            _host!.Drain();
            if (LeaveRun(isStopped: false) is { Rows: > 1 } run && ShowsSummary)
            {
                WriteNotice($"{run.Result}");
            }
        }
        else if (!IsWhatIf)
        {
            StartJob(_collected);
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        _stage?.Stop();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            LeaveRun(isStopped: true);
            _host?.Dispose();
            if (_stage is not null)
            {
                Session.Stages.LeaveAsync(_stage).WaitForCompletion();
                _stage = null;
            }
        }

        base.Dispose(disposing);
    }

    // What concerns every item ends the pipeline.
    private void AwaitOpened()
    {
        try
        {
            if (_host is null)
            {
                _stage!.Opened.WaitAsync(StopToken).WaitForCompletion();
            }
            else
            {
                _host.AwaitOpened();
            }
        }
        catch (SoraException exception)
        {
            Terminate(exception);
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    private void StartJob(IReadOnlyList<TIn> items)
    {
        // The reference library is older than this property: the statement as the user typed it.
        string? statement = PSObject.AsPSObject(MyInvocation).Properties["Statement"]?.Value as string;
        string command = statement ?? MyInvocation.MyCommand.Name;
        string[]? tags = ShowsSummary ? NoticeTags : null;
        JobRun<TOut>? run = _run is null ? null : new JobRun<TOut>(_run, Step!.Value, _stage!.Progress, tags);
        SoraJob job = JobHost<TIn, TOut>.Start(_stage!, items, command, ShownActivity, run);
        (_stage, _run) = (null, null);
        JobRepository.Add(job);
        WriteObject(job);
    }
}
