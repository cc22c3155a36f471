namespace SoraPS.Emulator;

/// <summary>The ways in which gateways say how long to wait.</summary>
public enum RetryAfterForm
{
    /// <summary>Retry-After in seconds.</summary>
    Seconds,

    /// <summary>Retry-After as a date.</summary>
    HttpDate,

    /// <summary>The retry-after-ms header.</summary>
    Milliseconds,

    /// <summary>Only as words in the body: "retry after 60 seconds".</summary>
    Sentence,

    /// <summary>Not at all.</summary>
    None,
}
