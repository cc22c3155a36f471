using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace SoraPS.Emulator.Faults;

/// <summary>Decides which requests go wrong, and counts them.</summary>
internal sealed class FaultInjector
{
    private readonly int _seed;
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private ImmutableArray<FaultRule> _rules = [];

    public FaultInjector(EmulatorOptions options)
    {
        _seed = options.Seed;
        foreach (EmulatorFault fault in options.Faults)
        {
            Add(fault);
        }
    }

    public IReadOnlyDictionary<string, int> Counts => new Dictionary<string, int>(_counts);

    public void Add(EmulatorFault fault) =>
        ImmutableInterlocked.Update(ref _rules, rules => rules.Add(new FaultRule(fault, _seed, rules.Length)));

    public void Clear() => ImmutableInterlocked.Update(ref _rules, _ => []);

    /// <summary>What happens to this request.</summary>
    public FaultSet Draw(EmulatorOperation operation, string key, bool redirected = false)
    {
        FaultSet set = new();
        foreach (FaultRule rule in _rules)
        {
            EmulatorFaultKind kind = rule.Fault.Kind;
            bool isOutcome = kind is EmulatorFaultKind.FailedTask or EmulatorFaultKind.CancelledTask;
            // Only one fault can be the answer; a later one keeps its hits for another request.
            if ((isOutcome ? set.Outcome is not null : kind != EmulatorFaultKind.Slow && set.Answer is not null)
                || (redirected && kind == EmulatorFaultKind.Redirect)
                || !rule.Hits(operation, key))
            {
                continue;
            }

            _counts.AddOrUpdate(kind.ToString(), 1, (_, n) => n + 1);
            set = set with
            {
                Delay = set.Delay + (rule.Fault.Delay ?? TimeSpan.Zero),
                Outcome = isOutcome ? kind : set.Outcome,
                Answer = isOutcome || kind == EmulatorFaultKind.Slow ? set.Answer : rule.Fault,
            };
        }

        return set;
    }
}
