using SoraPS.Core.Downloads;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Emulator;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Downloads.MadeFiles;

namespace SoraPS.Tests.Downloads;

/// <summary>What an earlier run has saved, or has saved in part.</summary>
public sealed class SavedAgainTests
{
    [Fact]
    public async Task A_cut_download_goes_on_where_it_was_cut()
    {
        const int Size = 3 * 1024 * 1024;
        await using TestPipeline pipeline = new(TestPipeline.Done with
        {
            FileSize = Size,
            Faults = [new() { Kind = EmulatorFaultKind.TruncatedDownload, FirstOfEach = true }],
        });
        SoraTask task = await pipeline.FinishedAsync("LinkModel");
        long before = pipeline.Emulator.Counters.BytesSent;
        VideoAssert.Intact(Assert.Single((await pipeline.SaveAsync(null, task)).AssertNoErrors().Videos));
        Assert.Equal(2, pipeline.Emulator.Counters.Downloads);
        Assert.InRange(pipeline.Emulator.Counters.BytesSent - before, Size, Size + 1024);
    }

    [Fact]
    public async Task A_file_that_is_there_and_intact_is_not_fetched_again()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask task = await pipeline.FinishedAsync("LinkModel");
        SoraVideo first = Assert.Single((await pipeline.SaveAsync(null, task)).AssertNoErrors().Videos);
        SoraVideo second = Assert.Single(
            (await pipeline.SaveAsync(null, task)).AssertNoErrors().Videos);
        Assert.Equal((first.Path, first.Sha256, first.Length), (second.Path, second.Sha256, second.Length));
        Assert.Equal(1, pipeline.Emulator.Counters.Downloads);
    }

    [Fact]
    public async Task A_file_of_somebody_else_is_kept_unless_forced()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask task = await pipeline.FinishedAsync("LinkModel");
        string path = pipeline.Folder.File("row-000.mp4");
        await File.WriteAllTextAsync(path, "mine");
        SoraException error = (await pipeline.SaveAsync(null, task)).Error(SoraErrorKind.FileExists);
        Assert.Contains("was not made by this task", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(path));
        Assert.Equal(["row-000.mp4"], pipeline.Folder.Files);
        PipelineResult forced = await pipeline.SaveAsync(Options(pipeline) with { Force = true }, task);
        VideoAssert.Intact(Assert.Single(forced.AssertNoErrors().Videos));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_got_its_name_just_before_a_crash_is_taken_up(bool noMetadata)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done, ledgers: new LedgerSource(_ => new NoLedger()));
        SoraTask task = await pipeline.FinishedAsync("LinkModel");
        SoraVideo first = Assert.Single((await pipeline.SaveAsync(null, task)).AssertNoErrors().Videos);
        File.Move(first.Path + ".json", first.Path + ".json.part");
        SoraVideo second = Assert.Single(
            (await pipeline.SaveAsync(Options(pipeline) with { NoMetadata = noMetadata }, task)).AssertNoErrors().Videos);
        Assert.Equal(first.Sha256, second.Sha256);
        Assert.Equal(1, pipeline.Emulator.Counters.Downloads);
        Assert.Equal(noMetadata ? ["row-000.mp4"] : ["row-000.mp4", "row-000.mp4.json"], pipeline.Folder.Files);
    }

    [Fact]
    public async Task What_was_prepared_for_a_file_says_nothing_about_another_one_of_that_name()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done, ledgers: new LedgerSource(_ => new NoLedger()));
        SoraTask task = await pipeline.FinishedAsync("LinkModel");
        SoraVideo first = Assert.Single((await pipeline.SaveAsync(null, task)).AssertNoErrors().Videos);
        File.Move(first.Path + ".json", first.Path + ".json.part");
        File.Move(first.Path, first.Path + ".part");
        await File.WriteAllTextAsync(first.Path, "mine");
        (await pipeline.SaveAsync(null, task)).Error(SoraErrorKind.FileExists);
        Assert.Equal("mine", await File.ReadAllTextAsync(first.Path));
    }

    [Fact]
    public async Task Two_rows_of_one_name_are_two_files_in_every_run()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask one = await pipeline.FinishedAsync("LinkModel", TestPipeline.Row(1, "fox"));
        SoraTask two = await pipeline.FinishedAsync("LinkModel", TestPipeline.Row(2, "Fox"));
        PipelineResult first = await pipeline.SaveAsync(Options(pipeline) with { Throttle = 1 }, one, two);
        PipelineResult second = await pipeline.SaveAsync(Options(pipeline) with { Throttle = 1 }, two, one);
        Assert.All(first.AssertNoErrors().Videos, VideoAssert.Intact);
        Assert.Equal(2, first.Videos.Select(video => video.Path.ToUpperInvariant()).Distinct().Count());
        Assert.Equal(
            first.Videos.Select(video => (video.Task.Id, video.Path)).Order(),
            second.AssertNoErrors().Videos.Select(video => (video.Task.Id, video.Path)).Order());
        Assert.Equal(2, pipeline.Emulator.Counters.Downloads);
        Assert.Equal(4, pipeline.Folder.Files.Length);
    }

    [Fact]
    public async Task A_picture_of_a_video_is_not_written_down_as_the_video()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask task = await pipeline.FinishedAsync("OpenAI");
        PipelineResult picture = await pipeline.SaveAsync(Options(pipeline) with { Variant = Variant.All[1] }, task);
        Assert.NotEqual(".mp4", Path.GetExtension(Assert.Single(picture.AssertNoErrors().Videos).Path));
        Assert.Equal("0", pipeline.Ledger.Sql("SELECT count(*) FROM files"));
        VideoAssert.Intact(Assert.Single((await pipeline.SaveAsync(null, task)).AssertNoErrors().Videos));
    }

    [Fact]
    public async Task A_task_that_still_runs_is_passed_over_with_a_warning()
    {
        await using TestPipeline pipeline = new(new EmulatorOptions { GenerationTime = TimeSpan.FromDays(1) });
        SoraTask task = Assert.Single((await pipeline.SubmitAsync("LinkModel", TestPipeline.Row(1))).AssertNoErrors().Submitted);
        PipelineResult result = await pipeline.SaveAsync(null, task);
        Assert.Empty(result.AssertNoErrors().Videos);
        Assert.Contains("was skipped. Wait for it with Wait-SoraTask", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_task_given_twice_is_one_file()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask task = await pipeline.FinishedAsync("LinkModel");
        Assert.Single((await pipeline.SaveAsync(null, task, task)).AssertNoErrors().Videos);
        Assert.Equal(1, pipeline.Emulator.Counters.Downloads);
    }
}
