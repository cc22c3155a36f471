namespace SoraPS.Emulator;

/// <summary>What an emulator can do wrong on purpose.</summary>
public enum EmulatorFaultKind
{
    /// <summary>429 in the dialect's shape; nothing is made.</summary>
    RateLimited,

    /// <summary>A 5xx before anything is made.</summary>
    ErrorBefore,

    /// <summary>A 5xx after the task was made.</summary>
    ErrorAfter,

    /// <summary>The task is made, then the connection closes with no answer.</summary>
    LostReply,

    /// <summary>The connection is reset before anything is made.</summary>
    Reset,

    /// <summary>The answer comes after <see cref="EmulatorFault.Delay"/>.</summary>
    Slow,

    /// <summary>The status answer holds the word NOT_START.</summary>
    UnknownState,

    /// <summary>The task ends failed with the dialect's content-policy error.</summary>
    FailedTask,

    /// <summary>The task ends cancelled, or failed where the dialect has no such state.</summary>
    CancelledTask,

    /// <summary>The full Content-Length is announced and the connection closes midway.</summary>
    TruncatedDownload,

    /// <summary>The download is a web page with status 200.</summary>
    HtmlDownload,

    /// <summary>The link answers 403 until the status is asked again.</summary>
    ExpiredLink,

    /// <summary>A 302 to the download origin.</summary>
    Redirect,

    /// <summary>Status 200 with a web page for a body; a task is made all the same.</summary>
    NotJson,

    /// <summary>Status 200 with no body; a task is made all the same.</summary>
    EmptyBody,

    /// <summary>404 for a task that exists.</summary>
    NotFound,
}
