using SoraPS.Core.Downloads;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Downloads.MadeFiles;

namespace SoraPS.Tests.Downloads;

/// <summary>What ends up in the folder, and what does not.</summary>
public sealed class SaveTests
{
    [Fact]
    public async Task The_sidecar_tells_how_the_video_was_made_and_holds_no_link()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask task = await pipeline.FinishedAsync("LinkModel", TestPipeline.Row(0) with { Duration = 8, Batch = "spring" });
        SoraVideo video = Assert.Single((await pipeline.SaveAsync(null, task)).AssertNoErrors().Videos);
        string text = await File.ReadAllTextAsync(video.Path + ".json");
        string[] shown = [task.Prompt!, task.Id!, "\"duration\": 8", "\"batch\": \"spring\"", "\"model\": \"sora-2\"", video.Sha256];
        foreach (string told in shown)
        {
            Assert.Contains(told, text, StringComparison.Ordinal);
        }

        Assert.NotNull(task.VideoUri);
        Assert.DoesNotContain("sig=", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http", text, StringComparison.Ordinal);
        Assert.DoesNotContain(pipeline.Emulator.Options.ApiKey, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_metadata_there_is_the_video_only()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask task = await pipeline.FinishedAsync("LinkModel");
        Assert.Single((await pipeline.SaveAsync(Options(pipeline) with { NoMetadata = true }, task)).AssertNoErrors().Videos);
        Assert.Equal(["row-000.mp4"], pipeline.Folder.Files);
    }

    [Fact]
    public async Task Tasks_without_a_video_are_passed_over()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask task = await pipeline.FinishedAsync("LinkModel");
        PipelineResult result = await pipeline.SaveAsync(
            null, task with { State = SoraTaskState.Failed }, task with { State = SoraTaskState.Running, Id = "other" });
        Assert.Empty(result.AssertNoErrors().Videos);
        Assert.Contains("other", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Empty(pipeline.Folder.Files);
    }

    [Fact]
    public async Task An_id_alone_is_enough()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        foreach (string provider in (string[])["LinkModel", "OpenAI"])
        {
            SoraTask task = await pipeline.FinishedAsync(provider);
            SoraVideo video = Assert.Single((await pipeline.SaveAsync(
                null, new SoraTask { RequestId = "r", Id = task.Id, Provider = provider })).AssertNoErrors().Videos);
            VideoAssert.Intact(video);
        }
    }

    [Theory]
    [InlineData("thumbnail", ".webp")]
    [InlineData("spritesheet", ".jpg")]
    public async Task Other_pictures_of_the_task_can_be_saved(string variant, string extension)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask task = await pipeline.FinishedAsync("OpenAI");
        PipelineResult result = await pipeline.SaveAsync(
            Options(pipeline) with { Variant = Variant.All.Single(one => one.Name == variant) }, task);
        Assert.Equal($"row-000{extension}", Path.GetFileName(Assert.Single(result.AssertNoErrors().Videos).Path));
    }
}
