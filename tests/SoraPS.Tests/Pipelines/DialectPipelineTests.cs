using SoraPS.Core.Dialects;
using SoraPS.Core.Images;
using SoraPS.Core.Requests;
using SoraPS.Tests.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

public sealed class DialectPipelineTests
{
    private static readonly ImageInput s_webImage = new() { Uri = new Uri("https://pictures.example/fox.png") };

    public static TheoryData<string> Names => [.. DialectCatalog.All.Select(dialect => dialect.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task Rows_become_files(string name)
    {
        await using TestPipeline pipeline = new();
        VideoRequest[] rows = TestPipeline.Rows(5);
        PipelineResult result = await pipeline.RunAsync(name, rows);
        VideoAssert.AllSaved(pipeline, result, rows);
        Assert.Empty(result.Warnings);
        Assert.Equal(5, pipeline.Emulator.Counters.Creates);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_row_with_an_image_becomes_a_file(string name)
    {
        await using TestPipeline pipeline = new();
        VideoRequest row = TestPipeline.Row(0) with { Image = s_webImage };
        PipelineResult result = await pipeline.RunAsync(name, row);
        VideoAssert.AllSaved(pipeline, result, [row]);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_portrait_row_becomes_a_portrait_file(string name)
    {
        await using TestPipeline pipeline = new();
        VideoRequest row = TestPipeline.Row(0) with { AspectRatio = "9:16" };
        PipelineResult result = await pipeline.RunAsync(name, row);
        VideoAssert.AllSaved(pipeline, result, [row]);
        Mp4Facts facts = Mp4Facts.Of(await File.ReadAllBytesAsync(result.Videos[0].Path));
        Assert.True(facts.Height > facts.Width, $"{facts.Width}x{facts.Height}");
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_bad_row_in_the_middle_stops_no_other(string name)
    {
        await using TestPipeline pipeline = new();
        VideoRequest[] rows = TestPipeline.Rows(5);
        rows[2] = rows[2] with { Duration = 7 };
        PipelineResult result = await pipeline.RunAsync(name, rows);
        SoraException error = result.Error(SoraErrorKind.InvalidRequest);
        Assert.Contains("7", error.Message, StringComparison.Ordinal);
        Assert.Same(rows[2], result.Errors[0].Target);
        Assert.Equal(4, result.Videos.Count);
        Assert.All(result.Videos, VideoAssert.Intact);
        Assert.Equal(4, pipeline.Emulator.Counters.Creates);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_key_without_credit_is_an_error_and_makes_nothing(string name)
    {
        await using TestPipeline pipeline = new();
        pipeline.Connect(name, pipeline.Emulator.BaseUri(name), pipeline.Emulator.Options.NoCreditKey);
        PipelineResult result = await pipeline.RunAsync(name, TestPipeline.Row(0));
        result.Error(SoraErrorKind.QuotaExceeded);
        Assert.Empty(result.Videos);
        Assert.Equal(1, pipeline.Emulator.Counters.Creates);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_wrong_key_is_an_error_that_does_not_show_it(string name)
    {
        await using TestPipeline pipeline = new();
        pipeline.Connect(name, pipeline.Emulator.BaseUri(name), "wrong-key-of-nobody");
        PipelineResult result = await pipeline.RunAsync(name, TestPipeline.Row(0));
        SoraException error = result.Error(SoraErrorKind.AuthenticationFailed);
        Assert.DoesNotContain("of-nobody", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, pipeline.Emulator.Counters.TasksMade);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_rejected_task_is_produced_and_is_an_error(string name)
    {
        await using TestPipeline pipeline = new(new()
        {
            GenerationTime = TimeSpan.FromMilliseconds(100),
            Faults = [new() { Kind = SoraPS.Emulator.EmulatorFaultKind.FailedTask }],
        });
        PipelineResult result = await pipeline.RunAsync(name, TestPipeline.Row(0));
        SoraException error = result.Error(SoraErrorKind.ContentRejected);
        Assert.Equal(SoraTaskState.Failed, Assert.Single(result.Ended).State);
        Assert.Equal(result.Ended[0].Id, Assert.IsType<SoraTask>(result.Errors[0].Target).Id);
        Assert.Contains(result.Ended[0].Error!.Message.TrimEnd('.'), error.Message, StringComparison.Ordinal);
        Assert.Empty(pipeline.Folder.Files);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_retired_model_is_an_error_that_is_not_repeated(string name)
    {
        await using TestPipeline pipeline = new();
        PipelineResult result = await pipeline.RunAsync(name, TestPipeline.Row(0) with { Model = "retired-sora" });
        result.Error(SoraErrorKind.ModelUnavailable);
        Assert.Equal((1, 0), (pipeline.Emulator.Counters.Creates, pipeline.Emulator.Counters.TasksMade));
    }
}
