namespace SoraPS.Emulator;

/// <summary>What an emulator can do wrong on purpose.</summary>
public enum EmulatorFaultKind
{
    /// <summary>429 in the dialect's shape; nothing is made.</summary>
    RateLimited,

    /// <summary>
    /// An error before anything is made: a 502, or what <see cref="EmulatorFault.Status"/> says, worded as the gateway does. The
    /// file server words 400, 403 and 404 as object stores do; its link stays good.
    /// </summary>
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

    /// <summary>The create answer has the word of a finished task and no link; the task takes its time all the same.</summary>
    DoneAtCreate,

    /// <summary>The status has the word of a finished task, but no link yet.</summary>
    LateLink,

    /// <summary>The create request makes a task and is answered by a 303 to its status, or what <see cref="EmulatorFault.Status"/>
    /// says.</summary>
    SeeOther,

    /// <summary>The answer is in Latin-1, with a letter that is not valid in UTF-8.</summary>
    Latin1,

    /// <summary>A text in the answer ends in the middle of a character's bytes.</summary>
    CutCharacter,

    /// <summary>A text in the answer ends with the escape of half a surrogate pair.</summary>
    LoneSurrogate,

    /// <summary>The answer's full Content-Length is announced and the connection closes midway.</summary>
    TruncatedAnswer,

    /// <summary>The callback comes <see cref="EmulatorFault.Delay"/> after the task's end; without one, a minute.</summary>
    CallbackLate,

    /// <summary>The callback comes twice.</summary>
    CallbackTwice,

    /// <summary>The callback never comes.</summary>
    CallbackNever,

    /// <summary>The callback goes to another address than the one that was given.</summary>
    CallbackWrongToken,

    /// <summary>The signature of the callback is wrong, where the dialect signs.</summary>
    CallbackWrongSignature,

    /// <summary>The body of the callback has megabytes.</summary>
    CallbackHuge,
}
