using SoraPS.Core.Http;

namespace SoraPS.Core.Stages;

/// <summary>How much a host wants to be told beyond results, errors and warnings.</summary>
/// <param name="Lines">A line per request and change of state (-Verbose).</param>
/// <param name="Bodies">Bodies too (-Debug).</param>
public readonly record struct StageDetail(bool Lines, bool Bodies);

/// <summary>Passes what the HTTP layer tells on as events of a stage.</summary>
internal sealed class StageLog<T>(StageDetail detail, Action<StageEvent<T>> post) : IRequestLog
{
    public bool WantsLines => detail.Lines;

    public bool WantsBodies => detail.Bodies;

    public void Line(string text)
    {
        if (WantsLines)
        {
            post(new StageEvent<T>.Told(text));
        }
    }

    public void Body(string text)
    {
        if (WantsBodies)
        {
            post(new StageEvent<T>.Debugged(text));
        }
    }
}
