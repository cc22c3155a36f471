using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;

namespace SoraPS.Tests.Documents;

/// <summary>Words that gateways borrow from each other's documents mean the same everywhere.</summary>
public sealed class StateWordTests
{
    [Theory]
    [InlineData("queued", SoraTaskState.Queued)]
    [InlineData("pending", SoraTaskState.Queued)]
    [InlineData("waiting", SoraTaskState.Queued)]
    [InlineData("submitted", SoraTaskState.Queued)]
    [InlineData("processing", SoraTaskState.Running)]
    [InlineData("in_progress", SoraTaskState.Running)]
    [InlineData("generating", SoraTaskState.Running)]
    [InlineData("active", SoraTaskState.Running)]
    [InlineData("running", SoraTaskState.Running)]
    [InlineData("success", SoraTaskState.Succeeded)]
    [InlineData("succeeded", SoraTaskState.Succeeded)]
    [InlineData("completed", SoraTaskState.Succeeded)]
    [InlineData("fail", SoraTaskState.Failed)]
    [InlineData("failed", SoraTaskState.Failed)]
    [InlineData("failure", SoraTaskState.Failed)]
    [InlineData("error", SoraTaskState.Failed)]
    [InlineData("cancelled", SoraTaskState.Cancelled)]
    [InlineData("canceled", SoraTaskState.Cancelled)]
    [InlineData("expired", SoraTaskState.Expired)]
    public void Every_dialect_reads_a_known_word_in_any_case(string word, SoraTaskState state)
    {
        foreach (Dialect dialect in DialectCatalog.All)
        {
            foreach (string spelling in new[] { word, word.ToUpperInvariant(), $" {word} " })
            {
                TaskReport report = dialect.States.Report(spelling);
                Assert.Equal((state, spelling, false), (report.State, report.RawState, report.IsUnknownWord));
            }
        }
    }

    [Theory]
    [InlineData("NOT_START", true)]
    [InlineData("", true)]
    [InlineData(null, false)]
    public void An_unknown_word_is_no_end(string? word, bool isTold)
    {
        foreach (Dialect dialect in DialectCatalog.All)
        {
            TaskReport report = dialect.States.Report(word);
            Assert.Equal((SoraTaskState.Running, word, isTold), (report.State, report.RawState, report.IsUnknownWord));
        }
    }

    [Fact]
    public void A_word_of_its_own_means_what_the_gateway_says()
    {
        StateWords words = new(queued: ["submitted"], running: ["completed"], succeeded: ["delivered"], failed: ["rejected"]);
        Assert.Equal(
            [SoraTaskState.Running, SoraTaskState.Succeeded, SoraTaskState.Failed, SoraTaskState.Cancelled],
            new[] { "Completed", "DELIVERED", "rejected", "canceled" }.Select(word => words.Report(word).State));
    }

    [Fact]
    public void A_word_cannot_mean_two_states() =>
        Assert.Throws<ArgumentException>(() => new StateWords(["a"], ["A"], ["b"], ["c"]));
}
