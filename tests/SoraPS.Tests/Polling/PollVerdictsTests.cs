using SoraPS.Core;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Gateways;
using SoraPS.Core.Polling;
using SoraPS.Core.Stages;
using SoraPS.Core.Tasks;

namespace SoraPS.Tests.Polling;

/// <summary>What an answer, or none, means for a task, decided without a scheduler.</summary>
public sealed class PollVerdictsTests : IDisposable
{
    private static readonly GatewayAnswer s_answer = new() { Status = 200 };

    private readonly ManualTimeProvider _time = new();
    private readonly SoraClient _client = new();
    private readonly SteadyClock _clock;
    private readonly PollVerdicts _verdicts = new(new PollSchedule(TimeSpan.FromSeconds(7)));

    public PollVerdictsTests() => _clock = new SteadyClock(_time);

    public void Dispose() => _client.Dispose();

    [Fact]
    public void A_running_task_is_polled_again_at_the_interval() =>
        Assert.Equal(new PollVerdict.Again(TimeSpan.FromSeconds(7)), Answered(Polled(), SoraTaskState.Running));

    [Theory]
    [InlineData(SoraTaskState.Failed)]
    [InlineData(SoraTaskState.Cancelled)]
    [InlineData(SoraTaskState.Expired)]
    public void An_end_without_a_video_is_an_end(SoraTaskState state) =>
        Assert.IsType<PollVerdict.Ended>(Answered(Polled(), state));

    [Fact]
    public void A_link_is_awaited_for_two_minutes()
    {
        PolledTask polled = Polled();
        Assert.IsType<PollVerdict.Again>(Answered(polled, SoraTaskState.Succeeded));
        _time.Advance(TimeSpan.FromSeconds(119));
        Assert.IsType<PollVerdict.Again>(Answered(polled, SoraTaskState.Succeeded));
        _time.Advance(TimeSpan.FromSeconds(1));
        PollVerdict.GivenUp verdict = Assert.IsType<PollVerdict.GivenUp>(Answered(polled, SoraTaskState.Succeeded));
        Assert.Equal(SoraErrorKind.InvalidResponse, verdict.Error.Kind);
        Assert.IsType<PollVerdict.Ended>(Answered(polled, SoraTaskState.Succeeded, new Uri("https://a.example/v.mp4")));
    }

    [Fact]
    public void Silence_ends_the_wait_after_ten_polls_and_five_minutes()
    {
        PolledTask polled = Polled();
        for (int poll = 1; poll <= 9; poll++)
        {
            Assert.IsType<PollVerdict.Again>(Failed(polled, SoraErrorKind.GatewayUnavailable));
            _time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.IsType<PollVerdict.Again>(Failed(polled, SoraErrorKind.RateLimited));
        _time.Advance(TimeSpan.FromSeconds(30));
        PollVerdict.GivenUp verdict = Assert.IsType<PollVerdict.GivenUp>(Failed(polled, SoraErrorKind.GatewayUnavailable));
        Assert.Contains("in 11 polls", verdict.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, 300, false)]
    [InlineData(10, 299, false)]
    [InlineData(10, 300, true)]
    public void Silence_ends_the_wait_with_the_tenth_poll_if_five_minutes_have_passed(int polls, double seconds, bool isEnd)
    {
        PolledTask polled = Polled();
        for (int poll = 1; poll < polls; poll++)
        {
            Assert.IsType<PollVerdict.Again>(Failed(polled, SoraErrorKind.GatewayUnavailable));
        }

        _time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(isEnd, Failed(polled, SoraErrorKind.GatewayUnavailable) is PollVerdict.GivenUp);
    }

    [Fact]
    public void A_refused_account_ends_the_wait_at_once() =>
        Assert.IsType<PollVerdict.GivenUp>(Failed(Polled(), SoraErrorKind.AuthenticationFailed));

    [Fact]
    public void A_newborn_task_may_be_unknown_for_a_minute_and_later_once_between_answers()
    {
        PolledTask polled = Polled();
        Assert.IsType<PollVerdict.Again>(Failed(polled, SoraErrorKind.TaskNotFound));
        Assert.IsType<PollVerdict.Again>(Failed(polled, SoraErrorKind.TaskNotFound));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<PollVerdict.GivenUp>(Failed(polled, SoraErrorKind.TaskNotFound));
        Answered(polled, SoraTaskState.Running);
        Assert.IsType<PollVerdict.Again>(Failed(polled, SoraErrorKind.TaskNotFound));
        Assert.IsType<PollVerdict.GivenUp>(Failed(polled, SoraErrorKind.TaskNotFound));
    }

    [Fact]
    public void A_word_is_warned_of_once_for_each_provider()
    {
        UnknownWords words = new();
        SoraTask task = Polled().Task with { RawState = "baking" };
        Assert.Contains("'baking'", words.WarningOf(task), StringComparison.Ordinal);
        Assert.Null(words.WarningOf(task with { Id = "t2" }));
        Assert.NotNull(words.WarningOf(task with { Provider = "UniAll" }));
        Assert.NotNull(words.WarningOf(task with { RawState = "resting" }));
    }

    private PolledTask Polled()
    {
        SoraTask task = new() { RequestId = "r", Id = "t", Provider = "LinkModel", CreatedAt = _clock.Now, SubmittedAt = _clock.Now };
        return new PolledTask(task, new StageItem(0, task), _client.GatewayOf("LinkModel"), DateTimeOffset.MaxValue, _clock);
    }

    private PollVerdict Answered(PolledTask polled, SoraTaskState state, Uri? video = null)
    {
        GatewayResult result = new(new TaskReport { State = state, VideoUri = video }, s_answer);
        polled.Update(polled.Task.With(result.Report, polled.Gateway.Connection.Dialect, _clock.Now));
        return _verdicts.OfAnswer(polled, result, null, _clock.Now);
    }

    private PollVerdict Failed(PolledTask polled, SoraErrorKind kind) =>
        PollVerdicts.OfFailure(polled, new SoraException(kind, "no answer"), _clock.Now);
}
