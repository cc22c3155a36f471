using SoraPS.Core.Diagnostics;

namespace SoraPS.Core.Stages;

/// <summary>What a stage emits beyond results, errors and warnings.</summary>
/// <param name="Lines">A message per request and change of state (-Verbose).</param>
/// <param name="Bodies">Bodies too (-Debug).</param>
public readonly record struct Verbosity(bool Lines, bool Bodies);

/// <summary>Emits the messages of the HTTP layer as events of a stage.</summary>
/// <param name="detail">What to emit.</param>
/// <param name="post">Takes the events.</param>
/// <param name="current">The item that is worked on; null for none.</param>
internal sealed class StageLog<T>(Verbosity detail, Action<StageEvent<T>> post, Func<StageItem?> current) : IRequestLog
{
    public bool WantsLines => detail.Lines;

    public bool WantsBodies => detail.Bodies;

    public void Line(string text)
    {
        if (WantsLines)
        {
            post(new StageEvent<T>.VerboseMessage(current() is { } item ? $"{RowTitle.Of(item)}: {text}" : text));
        }
    }

    public void Pause(TimeSpan pause) => current()?.Pause(pause);

    public void WaitFor(string? holder) => current()?.WaitsFor = holder;

    public void Body(string text)
    {
        if (WantsBodies)
        {
            post(new StageEvent<T>.DebugMessage(text));
        }
    }
}
