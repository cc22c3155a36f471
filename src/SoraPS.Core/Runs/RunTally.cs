using SoraPS.Core.Costs;
using SoraPS.Core.Stages;

namespace SoraPS.Core.Runs;

/// <summary>Counts what happens in the stages of a run. For one thread at a time: that of the pipeline.</summary>
public sealed class RunTally
{
    private readonly Dictionary<string, string> _unknown = [];
    // What each costs, and not the tasks themselves: their texts and links need not be kept to the end.
    private readonly Dictionary<string, (decimal? Price, string? Currency)> _submitted = [];
    private readonly Dictionary<(RunStep Step, SoraErrorKind Kind), int> _failures = [];
    private readonly Dictionary<string, decimal> _estimated = [];
    // By step; null for one that is no part of the run.
    private readonly int?[] _taken = new int?[Enum.GetValues<RunStep>().Length];
    private int _refused;
    private int _returned;
    private int _notSubmitted;
    private int _skipped;
    private int _held;
    private int _saved;
    private long _length;

    /// <summary>Rows that were read or, without submitting, tasks.</summary>
    public int Rows => _refused + (Array.Find(_taken, taken => taken is not null) ?? 0);

    /// <summary>Whether a step is a part of the run.</summary>
    public bool Has(RunStep step) => _taken[(int)step] is not null;

    /// <summary>A step begins.</summary>
    public void Begin(RunStep step) => _taken[(int)step] ??= 0;

    /// <summary>A row or a task failed before it came to a stage.</summary>
    public void Refuse(RunStep step, SoraErrorKind kind)
    {
        _refused++;
        CountFailure(step, kind);
    }

    /// <summary>The providers of rows of unknown outcome.</summary>
    public IEnumerable<string> UnknownAt => _unknown.Values.Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many failed at a step for one of some reasons.</summary>
    public int Failures(RunStep step, params SoraErrorKind[] kinds) =>
        kinds.Sum(kind => _failures.GetValueOrDefault((step, kind)));

    /// <summary>How many failed at a step.</summary>
    public int Failures(RunStep step) => _failures.Where(failure => failure.Key.Step == step).Sum(failure => failure.Value);

    /// <summary>Counts what a stage emits.</summary>
    public void Count<T>(RunStep step, StageEvent<T> happened)
    {
        switch (happened)
        {
            case StageEvent<T>.Produced { Item: SoraVideo video }:
                _saved++;
                _length += video.Length;
                See(video.Task);
                break;
            case StageEvent<T>.Produced { Item: SoraTask task }:
                Count(step, task, happened.About);
                break;
            case StageEvent<T>.Failed { Error: SoraException { Kind: SoraErrorKind.SubmissionUnknown }, Target: SoraTask task }:
                _unknown[task.RequestId] = task.Provider;
                break;
            case StageEvent<T>.Failed { Error: SoraException error } when happened.About is not null:
                CountFailure(step, error.Kind);
                break;
        }
    }

    /// <summary>A step has ended.</summary>
    public void End(RunStep step, StageProgress progress)
    {
        int passedOver = Math.Max(0, progress.Taken - progress.Open.Count - progress.Done - progress.Failed - progress.Held);
        _held += progress.Held;
        _taken[(int)step] = (_taken[(int)step] ?? 0) + progress.Taken;
        _notSubmitted += step is RunStep.Submit ? passedOver : 0;
        _skipped += step is RunStep.Save ? passedOver : 0;
    }

    /// <summary>What the run came to so far.</summary>
    public SoraRun ToRun() => new()
    {
        Rows = Rows,
        Submitted = _submitted.Count,
        Returned = _returned,
        NotSubmitted = _notSubmitted,
        Failed = _failures.Values.Sum(),
        FailedBy = _failures.GroupBy(failure => failure.Key.Kind)
            .ToDictionary(reason => reason.Key.ToString(), reason => reason.Sum(failure => failure.Value)),
        Unknown = _unknown.Count,
        Skipped = _skipped,
        Held = _held,
        Saved = _saved,
        Length = _length,
        Cost = _submitted.Values.Where(cost => cost.Price is not null)
            .GroupBy(cost => cost.Currency ?? "?").ToDictionary(costs => costs.Key, costs => costs.Sum(cost => cost.Price!.Value)),
        EstimatedCost = _estimated,
    };

    private void Count(RunStep step, SoraTask task, StageItem? item)
    {
        if (step is not RunStep.Submit)
        {
            if (task.State is not SoraTaskState.Unknown)
            {
                _unknown.Remove(task.RequestId);
            }

            See(task);
            return;
        }

        if (item is { IsReturned: true })
        {
            _returned++;
            return;
        }

        _submitted[task.RequestId] = (task.Price, task.Currency);
        if (item?.Input is QuotedRequest { Quote: { } quote })
        {
            _estimated[quote.Price.Currency] = _estimated.GetValueOrDefault(quote.Price.Currency) + quote.Amount;
        }
    }

    // Gateways tell the price late, often with the last answer.
    private void See(SoraTask task)
    {
        if (_submitted.ContainsKey(task.RequestId))
        {
            _submitted[task.RequestId] = (task.Price, task.Currency);
        }
    }

    private void CountFailure(RunStep step, SoraErrorKind kind) =>
        _failures[(step, kind)] = _failures.GetValueOrDefault((step, kind)) + 1;
}
