using SoraPS.Core.Requests;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>The stages overlap: none of them collects its input before it begins.</summary>
public sealed class OverlapTests
{
    private const int Rows = 60;

    [Fact]
    public async Task All_videos_are_there_before_the_last_row_comes_and_the_line_ends_with_its_own()
    {
        await using TestPipeline pipeline = new();
        PipelineResult result = await pipeline.RunAsync("LinkModel", ArriveAsync(pipeline)).WaitAsync(TestPipeline.Timeout);
        Assert.Equal(Rows, result.AssertNoErrors().Videos.Count);
        Assert.All(result.Videos, VideoAssert.Intact);
        Assert.Equal(Rows, pipeline.Emulator.Counters.TasksMade);
    }

    // In a pipeline that waited for the end of its input anywhere, the last row would never come.
    private static async IAsyncEnumerable<VideoRequest> ArriveAsync(TestPipeline pipeline)
    {
        foreach (VideoRequest row in TestPipeline.Rows(Rows - 1))
        {
            yield return row;
        }

        await Eventually.TrueAsync(
            () => pipeline.Folder.Files.Count(file => file.EndsWith(".mp4", StringComparison.Ordinal)) == Rows - 1, "all others on disk");
        yield return TestPipeline.Row(Rows);
    }
}
