using SoraPS.Core.Saving;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Downloads;

/// <summary>A folder or a disk that cannot take a file.</summary>
public sealed class SaveFailureTests
{
    [Fact]
    public async Task A_folder_below_a_file_is_told_before_anything_is_fetched()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        string file = pipeline.Folder.File("file");
        await File.WriteAllTextAsync(file, "");
        SoraException error = Assert.Throws<SoraException>(() => pipeline.Client.Save(new() { Folder = Path.Combine(file, "videos") }));
        Assert.Equal(SoraErrorKind.WriteFailed, error.Kind);
        Assert.NotNull(error.RecommendedAction);
    }

    [Fact]
    public async Task A_file_that_cannot_be_made_is_an_error_and_the_others_go_on()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask one = await pipeline.FinishedAsync("LinkModel", TestPipeline.Row(1));
        SoraTask two = await pipeline.FinishedAsync("LinkModel", TestPipeline.Row(2));
        Directory.CreateDirectory(pipeline.Folder.File("row-001.mp4.part"));
        PipelineResult result = await pipeline.SaveAsync(null, one, two);
        result.Error(SoraErrorKind.WriteFailed);
        Assert.Equal("row-002.mp4", Path.GetFileName(Assert.Single(result.Videos).Path));
    }

    [Fact]
    public async Task A_name_that_cannot_be_given_is_no_file_of_somebody_else()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask task = await pipeline.FinishedAsync("LinkModel", TestPipeline.Row(1));
        Directory.CreateDirectory(pipeline.Folder.File("row-001.mp4"));
        (await pipeline.SaveAsync(null, task)).Error(SoraErrorKind.WriteFailed);
    }

    [DiskFullFact]
    public async Task A_full_disk_is_an_error_that_leaves_no_file_under_its_name()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done with { FileSize = 3 * 1024 * 1024 });
        SoraTask task = await pipeline.FinishedAsync("LinkModel");
        string disk = pipeline.Folder.File("disk");
        Directory.CreateDirectory(disk);
        Assert.True(DiskFullFactAttribute.Mount(disk));
        try
        {
            PipelineResult result = await pipeline.SaveAsync(new SaveOptions { Folder = disk }, task);
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
        await using TestPipeline pipeline = new(TestPipeline.Done with { FileSize = Half });
        SoraTask task = await pipeline.FinishedAsync("LinkModel");
        string disk = pipeline.Folder.File("disk");
        Directory.CreateDirectory(disk);
        Assert.True(DiskFullFactAttribute.Mount(disk));
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(disk, "other"), new byte[Half]);
            PipelineResult result = await pipeline.SaveAsync(new SaveOptions { Folder = disk }, task);
            Assert.Equal([Path.Combine(disk, "other"), Assert.Single(result.Videos).Path], Directory.GetFiles(disk).Order());
            Assert.Contains("is saved, but not the .json beside it", Assert.Single(result.Warnings), StringComparison.Ordinal);
        }
        finally
        {
            DiskFullFactAttribute.Unmount(disk);
        }
    }
}
