using System.Diagnostics;
using System.Management.Automation.Host;
using SoraPS.Core.Stages;

namespace SoraPS.ProgressBars;

/// <summary>
/// The bars of all stages that one pipeline thread hosts. Only one cmdlet of a pipeline has its turn at a time; it draws
/// for the others too, so that no bar stands still while its stage goes on.
/// </summary>
internal sealed class ProgressRenderer
{
    /// <summary>Time between two drawings.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // Bars have ids of their own, so it does not matter that all come from one source.
    private const long Source = 0;

    [ThreadStatic]
    private static ProgressRenderer? s_ofThread;

    // Without a terminal: what ends sooner tells nothing.
    private static readonly TimeSpan s_firstLine = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_linePause = TimeSpan.FromSeconds(30);
#pragma warning disable RS0030 // It only asks; what it tells goes to a stream of the cmdlet.
    private static readonly bool s_isLog = Console.IsOutputRedirected;
#pragma warning restore RS0030

    private readonly List<StageBars> _stages = [];
    private long _drawn;
    private long _lined;
    private bool _hasLines;

    /// <summary>The board of the running thread.</summary>
    public static ProgressRenderer OfThread => s_ofThread ??= new ProgressRenderer();

    /// <summary>Puts the bars of a stage up.</summary>
    public StageBars Add(string activity, StageProgress progress, PSHostUserInterface screen)
    {
        // Not by the cmdlet's own WriteProgress: that serves it only while it has its turn, and not once it is stopped.
        if (_stages.Count == 0)
        {
            (_lined, _hasLines) = (Stopwatch.GetTimestamp(), false);
        }

        StageBars bars = new(activity, progress, (_, record) => screen.WriteProgress(Source, record));
        _stages.Add(bars);
        return bars;
    }

    /// <summary>Takes the bars of a stage away.</summary>
    public void Remove(StageBars bars)
    {
        _stages.Remove(bars);
        bars.Complete();
    }

    /// <summary>Draws all bars, if the last time is long enough ago.</summary>
    /// <param name="screen">Where they are shown.</param>
    public void Draw(PSHostUserInterface screen)
    {
        if (Stopwatch.GetElapsedTime(_drawn) < Interval)
        {
            return;
        }

        _drawn = Stopwatch.GetTimestamp();
        int toDraw = _stages.Count(stage => stage.IsShown);
        int room = toDraw == 0 ? 0 : Lines(screen) - toDraw;
        foreach (StageBars stage in _stages)
        {
            // Shared evenly, but for what an earlier stage leaves over.
            room -= stage.Draw(stage.IsShown ? room / toDraw-- : 0);
        }
    }

    /// <summary>
    /// How all stages stand, for a log where no bars can be seen; null if that was told a short time ago, or there is nothing to tell.
    /// </summary>
    public string? NextLine()
    {
        TimeSpan pause = _hasLines ? s_linePause : s_firstLine;
        if (!s_isLog || Stopwatch.GetElapsedTime(_lined) < pause)
        {
            return null;
        }

        (_lined, _hasLines) = (Stopwatch.GetTimestamp(), true);
        string[] lines = [.. _stages.Select(stage => stage.Line()).OfType<string>()];
        return lines.Length == 0 ? null : $"{Session.Client.Time.GetLocalNow():HH:mm:ss} {string.Join("; ", lines)}";
    }

    // PowerShell gives progress a third of the window.
    private static int Lines(PSHostUserInterface screen)
    {
        try
        {
            return Math.Max(5, screen.RawUI.WindowSize.Height / 3);
        }
        catch (Exception exception) when (exception is HostException or NotImplementedException or IOException)
        {
            return 5;
        }
    }
}
