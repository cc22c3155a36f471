using System.Management.Automation;
using System.Management.Automation.Runspaces;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Runs;
using SoraPS.Core.Stages;

namespace SoraPS.Runs;

/// <summary>
/// The run of a pipeline: its cmdlets share a thread, so they find it there. It begins with the first of them and ends with the last.
/// A job is a run of its own.
/// </summary>
internal sealed class PipelineRun
{
    [ThreadStatic]
    private static PipelineRun? s_ofThread;

    private static PipelineRun? s_last;

    private readonly RunTally _tally = new();
    private readonly DateTimeOffset _start = Session.Client.Time.GetUtcNow();
    private readonly long _startTimestamp = Session.Client.Time.GetTimestamp();
    private readonly string _command;
    private readonly Lazy<SoraRun> _result;
    private string? _batch;
    private string? _folder;
    private TimeSpan _duration;
    private bool _isStopped;
    private bool _isOfJob;
    private int _open;

    private PipelineRun(InvocationInfo invocation)
    {
        // The innermost frame stands at the statement that runs, which is the whole pipeline.
        _command = OneLine(Runspace.DefaultRunspace?.Debugger.GetCallStack().FirstOrDefault()?.Position?.Text ?? invocation.Line);
        _result = new(SumUp);
    }

    /// <summary>What came of the last run of the session that has ended.</summary>
    public static SoraRun Last => Volatile.Read(ref s_last)?.Result ?? new SoraRun();

    /// <summary>Rows that were read or, without New-SoraVideo, tasks.</summary>
    public int Rows => _tally.Rows;

    /// <summary>What came of it, once it has ended; summed up when it is asked for.</summary>
    public SoraRun Result => _result.Value;

    /// <summary>A cmdlet begins its step; that of the pipeline's first begins the run.</summary>
    public static PipelineRun Join(RunStep step, InvocationInfo invocation)
    {
        if (s_ofThread is not { _open: > 0 })
        {
            s_ofThread = new PipelineRun(invocation);
        }

        return s_ofThread.Begin(step);
    }

    /// <summary>Holds what the stages of the run work on.</summary>
    public LedgerRun Ledger { get; } = Session.Client.NewRun();

    /// <summary>A run of one step that ends with its job; it is not the last one of the session.</summary>
    public static PipelineRun OfJob(RunStep step, InvocationInfo invocation) =>
        new PipelineRun(invocation) { _isOfJob = true }.Begin(step);

    /// <summary>Counts what a stage emits.</summary>
    public void Count<T>(RunStep step, StageEvent<T> happened) => _tally.Count(step, happened);

    /// <summary>A row or a task failed before it came to a stage.</summary>
    public void Refuse(RunStep step, SoraErrorKind kind) => _tally.Refuse(step, kind);

    /// <summary>Notes by what its rows and files are found again.</summary>
    public void Note(string? batch, string? folder) => (_batch, _folder) = (batch ?? _batch, folder ?? _folder);

    /// <summary>A cmdlet has ended.</summary>
    /// <param name="step">Its step.</param>
    /// <param name="progress">How far its stage has come; null if it was not opened.</param>
    /// <param name="isStopped">Whether that was before its end.</param>
    /// <returns>Whether that cmdlet was the last, which ends the run.</returns>
    public bool Leave(RunStep step, StageProgress? progress, bool isStopped)
    {
        _isStopped |= isStopped;
        if (progress is not null)
        {
            _tally.End(step, progress);
        }

        if (--_open > 0)
        {
            return false;
        }

        _duration = Session.Client.Time.GetElapsedTime(_startTimestamp);
        if (!_isOfJob)
        {
            Volatile.Write(ref s_last, this);
        }

        return true;
    }

    private SoraRun SumUp()
    {
        SoraRun run = _tally.ToRun() with
        {
            Command = _command,
            IsCompleted = !_isStopped,
            StartedAt = _start,
            Duration = _duration,
        };
        return run with { NextCommand = new NextCommands(_command, _batch, _folder, CanSearch).Of(_tally, run) };
    }

    private PipelineRun Begin(RunStep step)
    {
        _open++;
        _tally.Begin(step);
        return this;
    }

    private static bool CanSearch(string provider) =>
        Session.Client.Connections.Find(provider)?.Dialect.TaskList(null) is not null;

    // Line breaks mean nothing where no line ends in a backtick and no here-string stands.
    private static string OneLine(string statement) => statement.Contains('`') || statement.Contains('@')
        ? statement.Trim()
        : string.Join(' ', statement.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
