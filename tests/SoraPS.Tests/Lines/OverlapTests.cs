using System.Diagnostics;
using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Lines;

/// <summary>The stages overlap: measured in real time, alone, because that is what it is about.</summary>
[Collection("Real time")]
public sealed class OverlapTests
{
    private static readonly TimeSpan s_generation = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task The_first_file_is_there_before_the_last_row_and_the_line_ends_soon_after_it()
    {
        await using Line line = new(new() { GenerationTime = s_generation });
        long firstFile = 0;
        List<long> handedOver = [];
        using FileSystemWatcher watcher = new(line.Folder.Path, "*.mp4") { EnableRaisingEvents = true };
        watcher.Renamed += (_, _) => Interlocked.CompareExchange(ref firstFile, Stopwatch.GetTimestamp(), 0);
        LineResult result = await line.RunAsync("LinkModel", ArriveAsync(handedOver)).WaitAsync(Line.Patience);
        TimeSpan tail = Stopwatch.GetElapsedTime(handedOver[^1]);

        Assert.Equal(60, result.Clean().Videos.Count);
        Assert.All(result.Videos, VideoAssert.Intact);
        Assert.InRange(firstFile, handedOver[0], handedOver[^1]);
        Assert.InRange(tail, s_generation, s_generation + TimeSpan.FromSeconds(1));
        Assert.Equal(60, line.Emulator.Counters.TasksMade);
    }

    // One row every 100 ms: that is how the input arrives, not a wait for something to happen.
    private static async IAsyncEnumerable<VideoRequest> ArriveAsync(List<long> handedOver)
    {
        using PeriodicTimer pace = new(TimeSpan.FromMilliseconds(100));
        for (int index = 0; index < 60; index++)
        {
            handedOver.Add(Stopwatch.GetTimestamp());
            yield return Line.Row(index);
            await pace.WaitForNextTickAsync();
        }
    }
}

[CollectionDefinition("Real time", DisableParallelization = true)]
public sealed class RealTime;
