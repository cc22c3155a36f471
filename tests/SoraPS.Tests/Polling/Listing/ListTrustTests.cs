using SoraPS.Core.Dialects.OpenAI;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Polling.Listing;

namespace SoraPS.Tests.Polling.Listing;

/// <summary>A list is believed of a video where it says as much of it as answers about tasks alone do.</summary>
public class ListTrustTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly ListTrust _trust = new(new OpenAIDialect());

    [Theory]
    [InlineData(false, false, false, false, true)]
    [InlineData(false, false, true, true, true)]
    [InlineData(true, false, false, true, false)]
    [InlineData(true, false, true, false, true)]
    [InlineData(false, true, true, false, false)]
    [InlineData(false, true, false, true, true)]
    [InlineData(true, true, true, true, true)]
    public void A_video_must_have_the_link_and_the_expiry_that_an_answer_had(
        bool hadLink, bool hadExpiry, bool hasLink, bool hasExpiry, bool isBelieved)
    {
        TaskReport listed = Made(hasLink, hasExpiry);
        Assert.False(Believes(listed));
        _trust.Learn(new TaskReport { State = SoraTaskState.Running });
        Assert.False(Believes(listed));
        _trust.Learn(Made(hadLink, hadExpiry));
        Assert.Equal(isBelieved, Believes(listed));
    }

    private static TaskReport Made(bool hasLink, bool hasExpiry) => new()
    {
        State = SoraTaskState.Succeeded,
        RawState = "completed",
        VideoUri = hasLink ? new Uri("https://a.example/v.mp4") : null,
        ExpiresAt = hasExpiry ? s_now : null,
    };

    private bool Believes(TaskReport report) =>
        _trust.Believes(report, new SoraTask { RequestId = "r", Id = "t", Provider = "OpenAI", CreatedAt = s_now }, s_now);
}
