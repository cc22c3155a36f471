namespace SoraPS.Tests.Fuzz;

/// <summary>What an answer must never bring about.</summary>
public enum FuzzFailure
{
    /// <summary>An exception that is no documented error.</summary>
    Unhandled,

    /// <summary>An id stood in the answer to a create request, and neither the task nor the error has it.</summary>
    IdLost,

    /// <summary>A create request was repeated although its answer named a task.</summary>
    SentAgain,

    /// <summary>The key, or a part of it, in a text that is shown or stored.</summary>
    KeyShown,

    /// <summary>More than a second for one answer.</summary>
    Slow,

    /// <summary>Memory that is held on to.</summary>
    Memory,
}
