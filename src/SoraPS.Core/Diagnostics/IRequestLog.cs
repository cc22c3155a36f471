namespace SoraPS.Core.Diagnostics;

/// <summary>Where requests are told to a person who asked for it (-Verbose, -Debug). Never holds a key.</summary>
public interface IRequestLog
{
    /// <summary>Whether a line per request is wanted.</summary>
    bool WantsLines { get; }

    /// <summary>Whether bodies are wanted.</summary>
    bool WantsBodies { get; }

    /// <summary>One request, in a line.</summary>
    void Line(string text);

    /// <summary>One body, prompts cut.</summary>
    void Body(string text);

    /// <summary>The request is sent again after a pause, which may be long.</summary>
    void Pause(TimeSpan pause)
    {
    }

    /// <summary>Something else must end first, such as the ledger's lock; null when it has.</summary>
    void WaitFor(string? holder)
    {
    }
}
