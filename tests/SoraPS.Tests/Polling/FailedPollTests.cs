using System.Net;
using SoraPS.Core;
using SoraPS.Core.Connections;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Polling;
using SoraPS.Core.Stages;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Polling;

/// <summary>What a poll that goes wrong says about a task, and what it does not.</summary>
public sealed class FailedPollTests : IDisposable
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly ManualTimeProvider _clock = new();
    private readonly SoraClient _client;
    private readonly ScriptedGateway _gateway = new();

    public FailedPollTests()
    {
        _client = new SoraClient(_clock, new LedgerSource(_ => new RememberingLedger())) { Handler = _gateway };
        _client.Connections.Set(_client.Connections.Find("OpenAI")! with
        {
            BaseUri = new Uri("http://scripted.invalid"),
            SessionKey = new ApiKey("some-key"),
        });
    }

    public void Dispose()
    {
        _client.Dispose();
        _gateway.Dispose();
    }

    [Fact]
    public async Task Five_minutes_of_silence_are_counted_from_the_last_answer()
    {
        // 407 is no answer of the gateway, and is not repeated within a poll: ten polls without one take four minutes.
        int[] silence = [.. Enumerable.Repeat(407, 10)];
        PipelineResult result = await WaitAsync(Made(s_hour), [.. silence[1..], 1, .. silence, 2]);
        Assert.Equal(SoraTaskState.Succeeded, Assert.Single(result.AssertNoErrors().Ended).State);
    }

    [Fact]
    public async Task A_404_between_answers_is_one_of_several_servers_that_does_not_know_it()
    {
        PipelineResult result = await WaitAsync(Made(s_hour), [1, 404, 1, 404, 2]);
        Assert.Equal(SoraTaskState.Succeeded, Assert.Single(result.AssertNoErrors().Ended).State);
    }

    [Fact]
    public async Task A_second_404_in_a_row_is_a_verdict()
    {
        PipelineResult result = await WaitAsync(Made(s_hour), [1, 404, 404, 2]);
        result.Error(SoraErrorKind.TaskNotFound);
        Assert.Equal(3, _gateway.Polls);
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task A_clock_that_is_set_before_a_task_is_made_makes_it_no_older(int minutes)
    {
        PipelineResult result = await WaitAsync(
            () =>
            {
                _clock.Jump(TimeSpan.FromMinutes(minutes));
                return Made(TimeSpan.Zero);
            },
            [404, 404, 2],
            stepMilliseconds: 100);
        Assert.Equal(SoraTaskState.Succeeded, Assert.Single(result.AssertNoErrors().Ended).State);
    }

    [Fact]
    public async Task A_clock_that_was_set_forward_keeps_no_task_newborn()
    {
        PipelineResult result = await WaitAsync(
            () =>
            {
                _clock.Jump(s_hour);
                return Made(TimeSpan.FromMinutes(2));
            },
            [404, 2]);
        result.Error(SoraErrorKind.TaskNotFound);
    }

    [Fact]
    public async Task A_stop_ends_when_the_looks_that_are_under_way_have_ended()
    {
        bool wasFirst = false;
        WaitStage stage = _client.Wait(new WaitOptions());
        _gateway.Hangs = async ct =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            for (int turn = 0; turn < 100_000 && !wasFirst; turn++)
            {
                await Task.Yield();
                wasFirst = stage.Events.Completion.IsCompleted;
            }
        };
        stage.TryPost(Made(s_hour));
        await Eventually.TrueAsync(() => _gateway.Polls == 1, "a poll");
        await stage.DisposeAsync();
        Assert.False(wasFirst, "The stage ended while a poll was under way.");
    }

    [Fact]
    public async Task A_stage_without_tasks_does_not_rest_until_a_poll_is_due()
    {
        await using WaitStage stage = _client.Wait(new WaitOptions());
        Assert.False(stage.IsResting);
    }

    [Theory]
    [InlineData(407, true)]
    [InlineData(1, false)]
    public async Task Only_a_look_without_an_answer_is_shown_as_one_that_is_repeated(int answer, bool isRepeated)
    {
        // The pause after the sixth takes longer than this test, by the clock on the wall that shows it.
        _gateway.Answers = [.. Enumerable.Repeat(answer, 6)];
        await using WaitStage stage = _client.Wait(new WaitOptions());
        Assert.True(stage.TryPost(Made(s_hour)));
        StageItem item = Assert.Single(stage.Progress.Open);
        for (int look = 1; look < _gateway.Answers.Length; look++)
        {
            await Eventually.TrueAsync(() => stage.IsResting, "the wait for the next look");
            _clock.AdvanceToNext();
        }

        await Eventually.TrueAsync(() => stage.IsResting, "the wait after the last look");
        Assert.Equal(isRepeated, item.RetriesIn is not null);
    }

    private SoraTask Made(TimeSpan before) => new()
    {
        RequestId = "r1",
        Id = "video_1",
        Provider = "OpenAI",
        Endpoint = new Uri("http://scripted.invalid"),
        Model = "sora-2",
        State = SoraTaskState.Queued,
        CreatedAt = _clock.GetUtcNow() - before,
    };

    private Task<PipelineResult> WaitAsync(SoraTask task, int[] answers) => WaitAsync(() => task, answers);

    // The steps are short where the polls must come before the task is too old.
    private async Task<PipelineResult> WaitAsync(Func<SoraTask> make, int[] answers, int stepMilliseconds = 1000)
    {
        _gateway.Answers = answers;
        PipelineResult result = new();
        await using WaitStage stage = _client.Wait(new WaitOptions());
        Assert.True(stage.TryPost(make()));
        stage.Complete();
        return await _clock.DriveAsync(EndAsync(), stepMilliseconds);

        async Task<PipelineResult> EndAsync()
        {
            await stage.DrainAsync(e => result.Note(e, result.Ended.Add), CancellationToken.None);
            return result;
        }
    }

    /// <summary>Gives a status code for each poll: 1 stands for a task that runs, 2 for one that is done.</summary>
    private sealed class ScriptedGateway : HttpMessageHandler
    {
        private int _polls;

        public int[] Answers { get; set; } = [];

        public Func<CancellationToken, Task>? Hangs { get; set; }

        public int Polls => Volatile.Read(ref _polls);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            int number = Interlocked.Increment(ref _polls) - 1;
            if (Hangs is not null)
            {
                await Hangs(cancellationToken);
                throw new OperationCanceledException(cancellationToken);
            }

            int answer = Answers[number];
            string state = answer == 2 ? "completed" : "in_progress";
            string json = answer < 3 ? $$"""{"id":"video_1","status":"{{state}}"}""" : """{"error":{"message":"No"}}""";
            return new HttpResponseMessage(answer < 3 ? HttpStatusCode.OK : (HttpStatusCode)answer)
            {
                RequestMessage = request,
                Content = new StringContent(json, null, "application/json"),
            };
        }
    }
}
