using SoraPS.Core.Diagnostics;

namespace SoraPS.Core.Stages;

/// <summary>What a stage emits beyond results, errors and warnings.</summary>
/// <param name="Lines">A message per request and change of state (-Verbose).</param>
/// <param name="Bodies">Bodies too (-Debug).</param>
public readonly record struct Verbosity(bool Lines, bool Bodies);

/// <summary>Emits the messages of the HTTP layer as events of a stage.</summary>
internal sealed class StageLog<T>(Verbosity detail, Action<StageEvent<T>> post) : IRequestLog
{
    public bool WantsLines => detail.Lines;

    public bool WantsBodies => detail.Bodies;

    public void Line(string text)
    {
        if (WantsLines)
        {
            post(new StageEvent<T>.VerboseMessage(text));
        }
    }

    public void Body(string text)
    {
        if (WantsBodies)
        {
            post(new StageEvent<T>.DebugMessage(text));
        }
    }
}
