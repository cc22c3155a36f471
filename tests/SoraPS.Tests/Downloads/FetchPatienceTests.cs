using SoraPS.Core.Downloads;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Downloads;

/// <summary>How long a download is tried again.</summary>
public sealed class FetchPatienceTests
{
    [Fact]
    public void A_server_that_asks_for_no_wait_is_given_the_usual_time_to_recover()
    {
        FetchPatience patience = new(new ManualTimeProvider(), length: 0);
        FetchFailure failure = new(SoraErrorKind.DownloadFailed, "HTTP 503") { RetryAfter = TimeSpan.Zero };
        TimeSpan waited = TimeSpan.Zero;
        while (!patience.IsOver(failure, reached: 0, endures: true))
        {
            waited += patience.Pause(failure);
        }

        Assert.InRange(waited.TotalSeconds, 20, 40);
    }
}
