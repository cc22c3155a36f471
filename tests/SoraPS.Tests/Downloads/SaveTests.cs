using SoraPS.Core.Downloads;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Saving;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Downloads;

/// <summary>What ends up in the folder, and what does not.</summary>
public sealed class SaveTests
{
    [Fact]
    public async Task A_cut_download_goes_on_where_it_was_cut()
    {
        const int Size = 3 * 1024 * 1024;
        await using TestPipeline line = new(TestPipeline.Done with
        {
            FileSize = Size,
            Faults = [new() { Kind = EmulatorFaultKind.TruncatedDownload, FirstOfEach = true }],
        });
        SoraTask task = await line.FinishedAsync("LinkModel");
        long before = line.Emulator.Counters.BytesSent;
        VideoAssert.Intact(Assert.Single((await line.SaveAsync(null, task)).AssertNoErrors().Videos));
        Assert.Equal(2, line.Emulator.Counters.Downloads);
        Assert.InRange(line.Emulator.Counters.BytesSent - before, Size, Size + 1024);
    }

    [Fact]
    public async Task A_file_that_is_there_and_intact_is_not_fetched_again()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        SoraTask task = await line.FinishedAsync("LinkModel");
        SoraVideo first = Assert.Single((await line.SaveAsync(null, task)).AssertNoErrors().Videos);
        SoraVideo second = Assert.Single((await line.SaveAsync(null, task)).AssertNoErrors().Videos);
        Assert.Equal((first.Path, first.Sha256, first.Length), (second.Path, second.Sha256, second.Length));
        Assert.Equal(1, line.Emulator.Counters.Downloads);
    }

    [Fact]
    public async Task A_file_of_somebody_else_is_kept_unless_forced()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        SoraTask task = await line.FinishedAsync("LinkModel");
        string path = line.Folder.File("row-000.mp4");
        await File.WriteAllTextAsync(path, "mine");
        (await line.SaveAsync(null, task)).Error(SoraErrorKind.FileExists);
        Assert.Equal("mine", await File.ReadAllTextAsync(path));
        Assert.Equal(["row-000.mp4"], line.Folder.Files);
        VideoAssert.Intact(Assert.Single((await line.SaveAsync(Options(line) with { Force = true }, task)).AssertNoErrors().Videos));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_got_its_name_just_before_a_crash_is_taken_up(bool noMetadata)
    {
        await using TestPipeline line = new(TestPipeline.Done, ledgers: new LedgerSource(_ => new NoLedger()));
        SoraTask task = await line.FinishedAsync("LinkModel");
        SoraVideo first = Assert.Single((await line.SaveAsync(null, task)).AssertNoErrors().Videos);
        File.Move(first.Path + ".json", first.Path + ".json.part");
        SoraVideo second = Assert.Single((await line.SaveAsync(Options(line) with { NoMetadata = noMetadata }, task)).AssertNoErrors().Videos);
        Assert.Equal(first.Sha256, second.Sha256);
        Assert.Equal(1, line.Emulator.Counters.Downloads);
        Assert.Equal(noMetadata ? ["row-000.mp4"] : ["row-000.mp4", "row-000.mp4.json"], line.Folder.Files);
    }

    [Fact]
    public async Task What_was_prepared_for_a_file_says_nothing_about_another_one_of_that_name()
    {
        await using TestPipeline line = new(TestPipeline.Done, ledgers: new LedgerSource(_ => new NoLedger()));
        SoraTask task = await line.FinishedAsync("LinkModel");
        SoraVideo first = Assert.Single((await line.SaveAsync(null, task)).AssertNoErrors().Videos);
        File.Move(first.Path + ".json", first.Path + ".json.part");
        File.Move(first.Path, first.Path + ".part");
        await File.WriteAllTextAsync(first.Path, "mine");
        (await line.SaveAsync(null, task)).Error(SoraErrorKind.FileExists);
        Assert.Equal("mine", await File.ReadAllTextAsync(first.Path));
    }

    [Fact]
    public async Task Two_rows_of_one_name_are_two_files_in_every_run()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        SoraTask one = await line.FinishedAsync("LinkModel", TestPipeline.Row(1, "fox"));
        SoraTask two = await line.FinishedAsync("LinkModel", TestPipeline.Row(2, "Fox"));
        PipelineResult first = await line.SaveAsync(Options(line) with { Throttle = 1 }, one, two);
        PipelineResult second = await line.SaveAsync(Options(line) with { Throttle = 1 }, two, one);
        Assert.All(first.AssertNoErrors().Videos, VideoAssert.Intact);
        Assert.Equal(2, first.Videos.Select(video => video.Path.ToUpperInvariant()).Distinct().Count());
        Assert.Equal(
            first.Videos.Select(video => (video.Task.Id, video.Path)).Order(),
            second.AssertNoErrors().Videos.Select(video => (video.Task.Id, video.Path)).Order());
        Assert.Equal(2, line.Emulator.Counters.Downloads);
        Assert.Equal(4, line.Folder.Files.Length);
    }

    [Fact]
    public async Task One_task_given_twice_is_one_file()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        SoraTask task = await line.FinishedAsync("LinkModel");
        Assert.Single((await line.SaveAsync(null, task, task)).AssertNoErrors().Videos);
        Assert.Equal(1, line.Emulator.Counters.Downloads);
    }

    [Fact]
    public async Task The_sidecar_tells_how_the_video_was_made_and_holds_no_link()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        SoraTask task = await line.FinishedAsync("LinkModel", TestPipeline.Row(0) with { Duration = 8, Batch = "spring" });
        SoraVideo video = Assert.Single((await line.SaveAsync(null, task)).AssertNoErrors().Videos);
        string text = await File.ReadAllTextAsync(video.Path + ".json");
        foreach (string told in (string[])[task.Prompt!, task.Id!, "\"duration\": 8", "\"batch\": \"spring\"", "\"model\": \"sora-2\"", video.Sha256])
        {
            Assert.Contains(told, text, StringComparison.Ordinal);
        }

        Assert.NotNull(task.VideoUri);
        Assert.DoesNotContain("sig=", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http", text, StringComparison.Ordinal);
        Assert.DoesNotContain(line.Emulator.Options.ApiKey, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_metadata_there_is_the_video_only()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        SoraTask task = await line.FinishedAsync("LinkModel");
        Assert.Single((await line.SaveAsync(Options(line) with { NoMetadata = true }, task)).AssertNoErrors().Videos);
        Assert.Equal(["row-000.mp4"], line.Folder.Files);
    }

    [Fact]
    public async Task Tasks_without_a_video_are_passed_over()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        SoraTask task = await line.FinishedAsync("LinkModel");
        PipelineResult result = await line.SaveAsync(
            null, task with { State = SoraTaskState.Failed }, task with { State = SoraTaskState.Running, Id = "other" });
        Assert.Empty(result.AssertNoErrors().Videos);
        Assert.Contains("other", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Empty(line.Folder.Files);
    }

    [Fact]
    public async Task An_id_alone_is_enough()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        foreach (string provider in (string[])["LinkModel", "OpenAI"])
        {
            SoraTask task = await line.FinishedAsync(provider);
            SoraVideo video = Assert.Single((await line.SaveAsync(
                null, new SoraTask { RequestId = "r", Id = task.Id, Provider = provider })).AssertNoErrors().Videos);
            VideoAssert.Intact(video);
        }
    }

    [Theory]
    [InlineData("thumbnail", ".webp")]
    [InlineData("spritesheet", ".jpg")]
    public async Task Other_pictures_of_the_task_can_be_saved(string variant, string extension)
    {
        await using TestPipeline line = new(TestPipeline.Done);
        SoraTask task = await line.FinishedAsync("OpenAI");
        PipelineResult result = await line.SaveAsync(Options(line) with { Variant = Variant.All.Single(one => one.Name == variant) }, task);
        Assert.Equal($"row-000{extension}", Path.GetFileName(Assert.Single(result.AssertNoErrors().Videos).Path));
    }

    [Fact]
    public async Task A_folder_below_a_file_is_told_before_anything_is_fetched()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        string file = line.Folder.File("file");
        await File.WriteAllTextAsync(file, "");
        SoraException error = Assert.Throws<SoraException>(() => line.Client.Save(new() { Folder = Path.Combine(file, "videos") }));
        Assert.Equal(SoraErrorKind.WriteFailed, error.Kind);
        Assert.NotNull(error.RecommendedAction);
    }

    [Fact]
    public async Task A_file_that_cannot_be_made_is_an_error_and_the_others_go_on()
    {
        await using TestPipeline line = new(TestPipeline.Done);
        SoraTask one = await line.FinishedAsync("LinkModel", TestPipeline.Row(1));
        SoraTask two = await line.FinishedAsync("LinkModel", TestPipeline.Row(2));
        Directory.CreateDirectory(line.Folder.File("row-001.mp4.part"));
        PipelineResult result = await line.SaveAsync(null, one, two);
        result.Error(SoraErrorKind.WriteFailed);
        Assert.Equal("row-002.mp4", Path.GetFileName(Assert.Single(result.Videos).Path));
    }

    [DiskFullFact]
    public async Task A_full_disk_is_an_error_that_leaves_no_file_under_its_name()
    {
        await using TestPipeline line = new(TestPipeline.Done with { FileSize = 3 * 1024 * 1024 });
        SoraTask task = await line.FinishedAsync("LinkModel");
        string disk = line.Folder.File("disk");
        Directory.CreateDirectory(disk);
        Assert.True(DiskFullFactAttribute.Mount(disk));
        try
        {
            PipelineResult result = await line.SaveAsync(new SaveOptions { Folder = disk }, task);
            Assert.Contains(disk, result.Error(SoraErrorKind.WriteFailed).Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Directory.GetFiles(disk), file => file.EndsWith(".mp4", StringComparison.Ordinal));
        }
        finally
        {
            DiskFullFactAttribute.Unmount(disk);
        }
    }

    [DiskFullFact]
    public async Task A_disk_with_room_for_the_video_alone_gets_no_empty_file_beside_it()
    {
        const int Half = 512 * 1024;
        await using TestPipeline line = new(TestPipeline.Done with { FileSize = Half });
        SoraTask task = await line.FinishedAsync("LinkModel");
        string disk = line.Folder.File("disk");
        Directory.CreateDirectory(disk);
        Assert.True(DiskFullFactAttribute.Mount(disk));
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(disk, "other"), new byte[Half]);
            PipelineResult result = await line.SaveAsync(new SaveOptions { Folder = disk }, task);
            Assert.Equal([Path.Combine(disk, "other"), Assert.Single(result.Videos).Path], Directory.GetFiles(disk).Order());
            Assert.Contains("is saved, but not the .json beside it", Assert.Single(result.Warnings), StringComparison.Ordinal);
        }
        finally
        {
            DiskFullFactAttribute.Unmount(disk);
        }
    }

    private static SaveOptions Options(TestPipeline line) => new() { Folder = line.Folder.Path };
}
