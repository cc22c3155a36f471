namespace SoraPS.Emulator.Faults;

/// <summary>What befalls one request.</summary>
internal sealed record FaultSet
{
    public TimeSpan Delay { get; init; }

    /// <summary>How the task will end, when a fault says so.</summary>
    public EmulatorFaultKind? Outcome { get; init; }

    /// <summary>The fault that takes the place of the answer.</summary>
    public EmulatorFault? Answer { get; init; }

    public bool Is(EmulatorFaultKind kind) => Answer?.Kind == kind;

    public Task DelayAsync(TimeProvider time, CancellationToken cancellationToken) =>
        Delay > TimeSpan.Zero ? Task.Delay(Delay, time, cancellationToken) : Task.CompletedTask;
}
