using System.Collections.Concurrent;
using System.Diagnostics;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Stages;

namespace SoraPS.Pipeline;

/// <summary>Keeps what is logged on other threads until the pipeline thread can write it.</summary>
internal sealed class CollectedLog(Verbosity detail) : IRequestLog
{
    private readonly ConcurrentQueue<(bool IsBody, string Text)> _messages = [];
    private long _pausedUntil;

    public bool WantsLines => detail.Lines;

    public bool WantsBodies => detail.Bodies;

    public void Line(string text) => _messages.Enqueue((false, text));

    public void Body(string text) => _messages.Enqueue((true, text));

    public void Pause(TimeSpan pause) =>
        Volatile.Write(ref _pausedUntil, Stopwatch.GetTimestamp() + (long)(pause.TotalSeconds * Stopwatch.Frequency));

    /// <summary>Time until a request that failed is sent again; null if none waits for that.</summary>
    public TimeSpan? RetriesIn =>
        Volatile.Read(ref _pausedUntil) - Stopwatch.GetTimestamp() is > 0 and long left ? Stopwatch.GetElapsedTime(0, left) : null;

    /// <summary>Writes it, in the order in which it was logged.</summary>
    public void WriteTo(SoraCmdlet cmdlet)
    {
        while (_messages.TryDequeue(out (bool IsBody, string Text) message))
        {
            if (message.IsBody)
            {
                cmdlet.WriteDebug(message.Text);
            }
            else
            {
                cmdlet.WriteVerbose(message.Text);
            }
        }
    }
}
