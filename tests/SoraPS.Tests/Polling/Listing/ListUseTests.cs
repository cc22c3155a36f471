using SoraPS.Core.Polling.Listing;

namespace SoraPS.Tests.Polling.Listing;

/// <summary>A list that is of no use is left; one that fails rests.</summary>
public class ListUseTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly ListUse _use;

    public ListUseTests() => _use = new(_time);

    [Theory]
    [InlineData(new[] { 0, -1 }, false)]
    [InlineData(new[] { 0, 0, -1 }, true)]
    [InlineData(new[] { 0, 0, 1, 0, 0 }, false)]
    [InlineData(new[] { 0, 1, 0, 0, 0 }, true)]
    public void Three_pages_in_a_row_that_save_no_request_end_it(int[] saved, bool isOver)
    {
        Array.ForEach(saved, one => _use.Note(one, isFirst: false));
        Assert.Equal((isOver, !isOver), (_use.IsOver, _use.IsOpen));
        Assert.False(_use.SkipsFirst);
    }

    [Theory]
    [InlineData(1, true, false)]
    [InlineData(0, false, false)]
    [InlineData(0, true, true)]
    public void A_first_page_that_was_of_no_use_is_skipped_from_then_on(int saved, bool isFirst, bool isSkipped)
    {
        _use.Note(saved, isFirst);
        _use.Note(1, isFirst: true);
        Assert.Equal(isSkipped, _use.SkipsFirst);
    }

    [Theory]
    [InlineData(SoraErrorKind.InvalidResponse, 200, null, false, true)]
    [InlineData(SoraErrorKind.GatewayUnavailable, null, null, true, false)]
    [InlineData(SoraErrorKind.GatewayUnavailable, 500, null, true, false)]
    [InlineData(SoraErrorKind.GatewayUnavailable, 501, null, false, true)]
    [InlineData(SoraErrorKind.GatewayUnavailable, 299, null, true, false)]
    [InlineData(SoraErrorKind.GatewayUnavailable, 300, null, true, true)]
    [InlineData(SoraErrorKind.InvalidRequest, 404, null, true, true)]
    [InlineData(SoraErrorKind.InvalidRequest, 404, null, false, false)]
    [InlineData(SoraErrorKind.InvalidRequest, 408, null, true, false)]
    [InlineData(SoraErrorKind.RateLimited, 429, null, true, false)]
    [InlineData(SoraErrorKind.InvalidRequest, 403, 5, true, false)]
    public void What_is_no_list_or_is_refused_stays_so_and_an_error_that_passes_counts_as_a_miss(
        SoraErrorKind kind, int? status, int? retryAfter, bool isFirst, bool isOver)
    {
        SoraException error = Error(kind, status, retryAfter);
        _use.Note(error, isFirst);
        Assert.Equal(isOver, _use.IsOver);
        _use.Note(error, isFirst);
        Assert.Equal(isOver, _use.IsOver);
        _use.Note(error, isFirst);
        Assert.True(_use.IsOver);
    }

    [Theory]
    [InlineData(null, 60)]
    [InlineData(30, 60)]
    [InlineData(90, 90)]
    public void After_an_error_it_rests_for_a_minute_or_as_long_as_it_asks(int? retryAfter, int seconds)
    {
        Assert.True(_use.IsOpen);
        _use.Note(Error(SoraErrorKind.GatewayUnavailable, 503, retryAfter), isFirst: true);
        _time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.False(_use.IsOpen);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_use.IsOpen);
    }

    [Theory]
    [InlineData(404, null, false)]
    [InlineData(404, 5, true)]
    [InlineData(408, null, true)]
    [InlineData(429, null, true)]
    [InlineData(499, null, false)]
    [InlineData(500, null, true)]
    [InlineData(501, null, false)]
    [InlineData(503, null, true)]
    [InlineData(null, null, false)]
    public void A_gateway_is_busy_if_it_says_so_or_has_an_error_of_its_own(int? status, int? retryAfter, bool isBusy) =>
        Assert.Equal(isBusy, ListUse.IsBusy(Error(SoraErrorKind.GatewayUnavailable, status, retryAfter)));

    private static SoraException Error(SoraErrorKind kind, int? status, int? retryAfter) => new(kind, "No list.")
    {
        HttpStatus = status,
        RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };
}
