namespace SoraPS.Emulator;

/// <summary>One kind of trouble, and when it happens.</summary>
public sealed record EmulatorFault
{
    /// <summary>What goes wrong.</summary>
    public required EmulatorFaultKind Kind { get; init; }

    /// <summary>Which requests it may hit; kinds that make sense for one operation only ignore it.</summary>
    public EmulatorOperation On { get; init; } = EmulatorOperation.Any;

    /// <summary>Share of the matching requests that are hit, 0 to 1.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>Most hits in all; null for no limit.</summary>
    public int? Count { get; init; }

    /// <summary>Only the first matching request of each row (Create) or task (Status, Download) can be hit.</summary>
    public bool FirstOfEach { get; init; }

    /// <summary>HTTP status of the answer; 0 takes 429 for RateLimited, 303 for SeeOther and 502 for the others.</summary>
    public int Status { get; init; }

    /// <summary>The wait that the answer asks for; RateLimited asks for a second when this is null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How that wait is written.</summary>
    public RetryAfterForm RetryAfterForm { get; init; }

    /// <summary>Wait before the answer (or before the connection breaks).</summary>
    public TimeSpan? Delay { get; init; }

    internal int StatusOr(int usual) => Status != 0 ? Status : usual;
}
