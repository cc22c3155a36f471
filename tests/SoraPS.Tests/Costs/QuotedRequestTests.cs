using SoraPS.Core.Connections;
using SoraPS.Core.Costs;
using SoraPS.Core.Requests;
using SoraPS.Core.Submission;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Costs;

/// <summary>A row is resolved and priced once, unless its provider becomes another one before the row is sent.</summary>
public sealed class QuotedRequestTests
{
    private static readonly Connection s_connection = new ConnectionRegistry().Find("LinkModel")!;
    private static readonly QuotedRequest s_quoted = new(TestPipeline.Row(0), s_connection, PriceBook.Published);

    [Fact]
    public void A_quoted_row_is_sent_as_it_was_quoted()
    {
        AdmittedRow row = new(0, s_quoted, null, After: null);
        Assert.Same(s_quoted, row.At(s_connection, PriceBook.Published));
    }

    [Fact]
    public void A_provider_that_was_set_anew_has_other_words()
    {
        Connection changed = s_connection with { DefaultModel = "sora-2-pro" };
        QuotedRequest again = new AdmittedRow(0, s_quoted, null, After: null).At(changed, PriceBook.Published);
        Assert.Equal(("sora-2", "sora-2-pro"), (s_quoted.Resolved.Model, again.Resolved.Model));
    }

    [Fact]
    public async Task A_pipeline_takes_quoted_rows_beside_others()
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        await using SubmitStage submit = pipeline.Client.Submit(new SubmitOptions { Provider = "LinkModel" });
        Connection connection = pipeline.Client.Connections.Find("LinkModel")!;
        IVideoRow[] rows = [TestPipeline.Row(0), new QuotedRequest(TestPipeline.Row(1), connection, PriceBook.Published)];
        PipelineResult result = await TestPipeline.SubmitAsync(submit, rows);
        Assert.Equal(["row-000", "row-001"], result.AssertNoErrors().Submitted.Select(task => task.Name).Order());
    }
}
