using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Tests.Support;
using static SoraPS.Tests.Downloads.MadeFiles;

namespace SoraPS.Tests.Downloads;

/// <summary>No file is ever replaced by another one.</summary>
public sealed class KeptFileTests
{
    [Fact]
    public async Task A_file_that_somebody_changed_is_kept_unless_forced()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask task = await pipeline.FinishedAsync("LinkModel");
        SoraVideo first = Assert.Single((await pipeline.SaveAsync(null, task)).AssertNoErrors().Videos);
        await File.AppendAllTextAsync(first.Path, "edited");
        SoraException error = (await pipeline.SaveAsync(null, first.Task)).Error(SoraErrorKind.FileExists);
        Assert.Contains(first.Path, error.Message, StringComparison.Ordinal);
        Assert.EndsWith("edited", await File.ReadAllTextAsync(first.Path), StringComparison.Ordinal);
        Assert.Equal(["row-000.mp4", "row-000.mp4.json"], pipeline.Folder.Files);
        PipelineResult forced = await pipeline.SaveAsync(Options(pipeline) with { Force = true }, task);
        VideoAssert.Intact(Assert.Single(forced.AssertNoErrors().Videos));
        Assert.Equal(2, pipeline.Emulator.Counters.Downloads);
    }

    [Fact]
    public async Task A_file_of_which_one_byte_was_changed_is_kept()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask task = await pipeline.FinishedAsync("LinkModel");
        SoraVideo first = Assert.Single((await pipeline.SaveAsync(null, task)).AssertNoErrors().Videos);
        byte[] edited = await File.ReadAllBytesAsync(first.Path);
        edited[^1] ^= 1;
        await File.WriteAllBytesAsync(first.Path, edited);
        SoraException error = (await pipeline.SaveAsync(null, first.Task)).Error(SoraErrorKind.FileExists);
        Assert.Contains("was changed since it was saved", error.Message, StringComparison.Ordinal);
        Assert.Equal(edited, await File.ReadAllBytesAsync(first.Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_name_that_has_gone_to_another_tasks_file_is_not_taken_back(bool isRecorded)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask one = await pipeline.FinishedAsync("LinkModel", TestPipeline.Row(1, "fox"));
        SoraVideo first = Assert.Single((await pipeline.SaveAsync(null, one)).AssertNoErrors().Videos);
        foreach (string file in (string[])["fox.mp4", "fox.mp4.json"])
        {
            File.Move(pipeline.Folder.File(file), pipeline.Folder.File("moved-" + file));
        }

        SoraTask two = await pipeline.FinishedAsync("LinkModel", TestPipeline.Row(2, "fox"));
        SoraVideo second = Assert.Single((await pipeline.SaveAsync(null, two)).AssertNoErrors().Videos);
        SoraVideo again = Assert.Single((await pipeline.SaveAsync(null, isRecorded ? first.Task : one)).AssertNoErrors().Videos);
        Assert.Equal((first.Path, $"fox-{one.Id}.mp4"), (second.Path, Path.GetFileName(again.Path)));
        VideoAssert.Intact(second);
        VideoAssert.Intact(again);
    }

    [Fact]
    public async Task A_file_of_somebody_else_under_the_second_name_is_kept_too()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask one = await pipeline.FinishedAsync("LinkModel", TestPipeline.Row(1, "fox"));
        SoraTask two = await pipeline.FinishedAsync("LinkModel", TestPipeline.Row(2, "fox"));
        string theirs = pipeline.Folder.File($"fox-{two.Id}.mp4");
        await File.WriteAllTextAsync(theirs, "mine");
        (await pipeline.SaveAsync(Options(pipeline) with { Throttle = 1 }, one, two)).Error(SoraErrorKind.FileExists);
        Assert.Equal("mine", await File.ReadAllTextAsync(theirs));
    }

    [Fact]
    public async Task A_file_that_comes_during_the_download_is_kept()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        string path = pipeline.Folder.File("t1.mp4");
        await using RawServer server = new(async request =>
        {
            await File.WriteAllTextAsync(path, "mine");
            await request.SendFileAsync(One, "\"v1\"");
        });
        SoraTask task = TaskAt(pipeline, server.Uri);
        (await pipeline.SaveAsync(null, task)).Error(SoraErrorKind.FileExists);
        Assert.Equal("mine", await File.ReadAllTextAsync(path));
        Assert.Equal(["t1.mp4"], pipeline.Folder.Files);
        PipelineResult forced = await pipeline.SaveAsync(Options(pipeline) with { Force = true }, task);
        VideoAssert.Intact(Assert.Single(forced.AssertNoErrors().Videos));
    }

    [Fact]
    public async Task Tasks_of_one_name_and_one_id_at_several_providers_are_a_file_each()
    {
        await using RawServer server = new(request => request.SendFileAsync(One, "\"v1\""));
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask[] tasks =
        [
            .. new[] { "LinkModel", "Odkkk", "Apixo", "UniAll" }.Select((provider, index) => TaskAt(pipeline, server.Uri) with
            {
                Provider = provider, Endpoint = pipeline.Emulator.BaseUri(provider), Name = "fox", RequestId = $"r{index}",
            }),
        ];
        PipelineResult first = (await pipeline.SaveAsync(null, tasks)).AssertNoErrors();
        PipelineResult second = (await pipeline.SaveAsync(null, [.. tasks.Reverse()])).AssertNoErrors();
        Assert.Equal(4, first.Videos.Select(video => video.Path).Distinct().Count());
        Assert.Equal(
            first.Videos.Select(video => (video.Task.Provider, video.Path)).Order(),
            second.Videos.Select(video => (video.Task.Provider, video.Path)).Order());
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_file_of_the_same_id_at_another_provider_is_another_tasks()
    {
        await using RawServer server = new(request => request.SendFileAsync(One, "\"v1\""));
        await using TestPipeline pipeline = new(TestPipeline.Done, ledgers: new LedgerSource(_ => new NoLedger()));
        SoraTask one = TaskAt(pipeline, server.Uri) with { Name = "fox" };
        SoraTask two = one with { Provider = "Odkkk", RequestId = "r2" };
        SoraVideo first = Assert.Single((await pipeline.SaveAsync(null, one)).AssertNoErrors().Videos);
        SoraVideo second = Assert.Single((await pipeline.SaveAsync(null, two)).AssertNoErrors().Videos);
        Assert.Equal(("fox.mp4", "fox-t1.mp4"), (Path.GetFileName(first.Path), Path.GetFileName(second.Path)));
    }

    [Fact]
    public async Task Without_metadata_nothing_is_left_that_tells_of_the_file_that_was_overwritten()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        SoraTask one = await pipeline.FinishedAsync("LinkModel", TestPipeline.Row(1, "fox"));
        SoraTask two = await pipeline.FinishedAsync("LinkModel", TestPipeline.Row(2, "fox"));
        Assert.Single((await pipeline.SaveAsync(null, one)).AssertNoErrors().Videos);
        SoraVideo video = Assert.Single(
            (await pipeline.SaveAsync(Options(pipeline) with { Force = true, NoMetadata = true }, two)).AssertNoErrors().Videos);
        Assert.Equal(["fox.mp4"], pipeline.Folder.Files);
        Assert.Equal(video.Path, Assert.Single((await pipeline.SaveAsync(null, video.Task)).AssertNoErrors().Videos).Path);
    }
}
