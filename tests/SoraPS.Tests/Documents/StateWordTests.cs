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
    public void A_known_word_is_read_in_any_case(string word, SoraTaskState state)
    {
        foreach (string spelling in new[] { word, word.ToUpperInvariant(), $" {word} " })
        {
            Assert.True(StateWords.TryRead(spelling, out SoraTaskState read));
            Assert.Equal(state, read);
        }
    }

    [Theory]
    [InlineData("NOT_START")]
    [InlineData("")]
    [InlineData(null)]
    public void An_unknown_word_is_no_end(string? word)
    {
        Assert.False(StateWords.TryRead(word, out SoraTaskState state));
        Assert.Equal(SoraTaskState.Running, state);
    }
}
