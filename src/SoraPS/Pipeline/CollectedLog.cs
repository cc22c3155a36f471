using System.Collections.Concurrent;
using SoraPS.Core.Diagnostics;
using SoraPS.Core.Stages;

namespace SoraPS.Pipeline;

/// <summary>Keeps what is told on other threads until the pipeline thread can write it.</summary>
internal sealed class CollectedLog(Verbosity detail) : IRequestLog
{
    private readonly ConcurrentQueue<(bool IsBody, string Text)> _told = [];

    public bool WantsLines => detail.Lines;

    public bool WantsBodies => detail.Bodies;

    public void Line(string text) => _told.Enqueue((false, text));

    public void Body(string text) => _told.Enqueue((true, text));

    /// <summary>Writes it, in the order in which it was told.</summary>
    public void WriteTo(SoraCmdlet cmdlet)
    {
        while (_told.TryDequeue(out (bool IsBody, string Text) told))
        {
            if (told.IsBody)
            {
                cmdlet.WriteDebug(told.Text);
            }
            else
            {
                cmdlet.WriteVerbose(told.Text);
            }
        }
    }
}
