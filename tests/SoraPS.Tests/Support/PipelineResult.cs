using SoraPS.Core.Stages;

namespace SoraPS.Tests.Support;

/// <summary>What came out of a pipeline.</summary>
public sealed class PipelineResult
{
    private readonly Lock _lock = new();

    public List<SoraTask> Submitted { get; } = [];

    public List<SoraTask> Ended { get; } = [];

    public List<SoraVideo> Videos { get; } = [];

    public List<(Exception Error, object? Target)> Errors { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>Lines of -Verbose and bodies of -Debug.</summary>
    public List<string> VerboseMessage { get; } = [];

    /// <summary>How many waits before another try were told.</summary>
    public int Waits
    {
        get
        {
            lock (_lock)
            {
                return VerboseMessage.Count(line => line.Contains("trying again in", StringComparison.Ordinal));
            }
        }
    }

    public void Note<T>(StageEvent<T> happened, Action<T> produced)
    {
        lock (_lock)
        {
            switch (happened)
            {
                case StageEvent<T>.Produced made:
                    produced(made.Item);
                    break;
                case StageEvent<T>.Failed failed:
                    Errors.Add((failed.Error, failed.Target));
                    break;
                case StageEvent<T>.Warned warned:
                    Warnings.Add(warned.Text);
                    break;
                case StageEvent<T>.VerboseMessage told:
                    VerboseMessage.Add(told.Text);
                    break;
                case StageEvent<T>.DebugMessage debugged:
                    VerboseMessage.Add(debugged.Text);
                    break;
            }
        }
    }

    /// <summary>The only error, of this kind.</summary>
    public SoraException Error(SoraErrorKind kind)
    {
        (Exception error, _) = Assert.Single(Errors);
        SoraException exception = Assert.IsType<SoraException>(error);
        Assert.True(exception.Kind == kind, $"{exception.Kind}: {exception}");
        Assert.False(string.IsNullOrEmpty(exception.RecommendedAction), "An error says what to do next.");
        return exception;
    }

    /// <summary>Nothing failed.</summary>
    public PipelineResult AssertNoErrors()
    {
        Assert.True(Errors.Count == 0, string.Join("\n", Errors.Select(one => one.Error)));
        return this;
    }
}
