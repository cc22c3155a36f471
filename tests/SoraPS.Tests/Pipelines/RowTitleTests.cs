using SoraPS.Core.Polling;
using SoraPS.Core.Requests;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Pipelines;

/// <summary>Every message about a row names the row.</summary>
public sealed class RowTitleTests
{
    [Theory]
    [InlineData("lake", "A quiet lake", 3, "Row lake")]
    [InlineData(" ", "A quiet lake", 3, "Row 3 'A quiet lake'")]
    [InlineData(null, "A quiet lake", null, "Row 'A quiet lake'")]
    [InlineData(null, "A lake\n\u001b[31m in the rain, and many more words", 1, "Row 1 'A lake  [31m in the rain, and many more…'")]
    [InlineData(null, null, 7, "Row 7")]
    public void A_row_is_called_by_its_name_or_by_its_number_and_prompt(string? name, string? prompt, int? number, string title) =>
        Assert.Equal(title, RowTitle.Of(name, prompt, number));

    [Theory]
    [InlineData("", "Row 3 'A quiet lake'", "Row 3 'A quiet lake'")]
    [InlineData("lake", "Row lake", "lake")]
    [InlineData("A name of just forty characters, or less", "Row A name of just forty characters, or less",
        "A name of just forty characters, or less")]
    public void A_row_without_a_number_of_its_own_has_that_of_its_place(string name, string title, string label)
    {
        VideoRequest row = new() { Prompt = "A quiet lake", Name = name };
        Assert.Equal((title, label), (RowTitle.Of(row, 2), RowTitle.Label(row, 2)));
        Assert.Equal(("Row 3", "Row 3"), (RowTitle.Of("no row", 2), RowTitle.Label("no row", 2)));
        Assert.Equal("Row 9 'A quiet lake'", RowTitle.Of(row with { Name = null, Number = 9 }, 2));
    }

    [Fact]
    public async Task A_row_that_is_refused_is_named()
    {
        await using TestPipeline pipeline = new();
        VideoRequest[] rows =
        [
            new() { Prompt = "A lake" },
            new() { Prompt = "A boat", Duration = 7 },
            new() { Prompt = "A fox", Name = "fox", Duration = 7 },
        ];
        PipelineResult result = await pipeline.SubmitAsync("LinkModel", rows);
        Assert.Equal(
            ["Row 2 'A boat': LinkModel: Durat", "Row fox: LinkModel: Duration 7 i"],
            result.Errors.Select(error => error.Error.Message[..32]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_task_that_fails_or_is_not_known_is_named()
    {
        await using TestPipeline pipeline = new(new EmulatorOptions
        {
            GenerationTime = TimeSpan.Zero,
            Faults = [new() { Kind = EmulatorFaultKind.FailedTask, On = EmulatorOperation.Status, Count = 1 }],
        });
        PipelineResult submitted = (await pipeline.SubmitAsync("LinkModel", new VideoRequest { Prompt = "A boat" })).AssertNoErrors();
        PipelineResult ended = await pipeline.WaitAsync(new WaitOptions(), submitted.Submitted[0]);
        Assert.StartsWith("Row 'A boat': LinkModel: task ", Assert.Single(ended.Errors).Error.Message, StringComparison.Ordinal);

        SoraTask stranger = new() { RequestId = "", Id = "nobodys", Provider = "LinkModel" };
        PipelineResult unknown = await pipeline.WaitAsync(new WaitOptions(), stranger);
        Assert.StartsWith("Task nobodys: LinkModel: ", Assert.Single(unknown.Errors).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warnings_and_verbose_lines_name_the_row()
    {
        await using TestPipeline pipeline = new();
        SubmitOptions options = new() { Provider = "LinkModel", Detail = new Verbosity(Lines: true, Bodies: false) };
        PipelineResult result = await pipeline.SubmitAsync(options, TestPipeline.Row(1, "fox"));
        Assert.StartsWith("Row fox: POST ", Assert.Single(result.AssertNoErrors().VerboseMessage), StringComparison.Ordinal);
        PipelineResult saved = await pipeline.SaveAsync(null, result.Submitted[0]);
        Assert.Matches("^Row fox: LinkModel: task .* was skipped", Assert.Single(saved.Warnings));
    }
}
