using SoraPS.Core.Dialects.OpenAI;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Tasks;

namespace SoraPS.Tests.Pipelines;

/// <summary>What an answer adds to a task, and what it leaves as it was.</summary>
public sealed class TaskUpdatesTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly SoraTask s_new = new() { RequestId = "r", Provider = "OpenAI", State = SoraTaskState.Submitting };

    private static readonly TaskReport s_done = new()
    {
        Id = "video_1",
        State = SoraTaskState.Succeeded,
        RawState = "completed",
        Model = "sora-2",
        Prompt = "A paper boat",
        Duration = 8,
        Resolution = "720x1280",
        CreatedAt = s_now.AddMinutes(-3),
        CompletedAt = s_now.AddMinutes(-1),
        ExpiresAt = s_now.AddHours(1),
        VideoUri = new Uri("https://files.example/video.mp4"),
        ThumbnailUri = new Uri("https://files.example/video.webp"),
        Price = 0.8m,
        Currency = "USD",
    };

    [Fact]
    public void What_is_not_known_yet_is_taken_from_the_answer()
    {
        SoraTask seen = Update(s_new, s_done);
        Assert.Equal(("video_1", "completed", "sora-2", "A paper boat"), (seen.Id, seen.RawState, seen.Model, seen.Prompt));
        Assert.Equal((8, "720x1280", 100), (seen.Duration, seen.Resolution, seen.Progress));
        Assert.Equal((s_done.CreatedAt, s_done.CompletedAt, s_done.ExpiresAt), (seen.CreatedAt, seen.CompletedAt, seen.ExpiresAt));
        Assert.Equal((s_done.VideoUri, s_done.ThumbnailUri, 0.8m, "USD"), (seen.VideoUri, seen.ThumbnailUri, seen.Price, seen.Currency));
    }

    [Fact]
    public void What_the_answer_leaves_out_stays()
    {
        SoraTask known = Update(s_new, s_done);
        Assert.Equal(known, Update(known, new TaskReport { State = SoraTaskState.Succeeded }));
    }

    [Fact]
    public void What_was_asked_for_and_when_it_ended_stay_as_they_are_and_the_rest_follows_the_answer()
    {
        SoraTask known = Update(s_new, s_done);
        TaskReport other = s_done with
        {
            Id = "video_2",
            RawState = "done",
            Model = "sora-2-2026-01-01",
            Prompt = "A fox",
            Duration = 4,
            Resolution = "1280x720",
            CreatedAt = s_now.AddMinutes(-4),
            CompletedAt = s_now,
            ExpiresAt = s_now.AddHours(2),
            VideoUri = new Uri("https://files.example/fresh.mp4"),
            ThumbnailUri = new Uri("https://files.example/fresh.webp"),
            Price = 1.2m,
            Currency = "EUR",
        };
        SoraTask followed = known with
        {
            RawState = other.RawState,
            Duration = other.Duration,
            CreatedAt = other.CreatedAt!.Value,
            ExpiresAt = other.ExpiresAt,
            VideoUri = other.VideoUri,
            ThumbnailUri = other.ThumbnailUri,
            Price = other.Price,
            Currency = other.Currency,
        };
        Assert.Equal(followed, Update(known, other));
    }

    [Fact]
    public void A_task_that_nobody_dates_began_when_it_was_first_seen_and_ends_when_it_is_seen_ended()
    {
        SoraTask running = Update(s_new, new TaskReport { State = SoraTaskState.Running, Progress = 40 });
        Assert.Equal((s_now, (DateTimeOffset?)null, (DateTimeOffset?)null), (running.CreatedAt, running.CompletedAt, running.ExpiresAt));
        Assert.Equal(40, Update(running, new TaskReport { State = SoraTaskState.Running }).Progress);
        SoraTask ended = running.With(new TaskReport { State = SoraTaskState.Succeeded }, new OpenAIDialect(), s_now.AddMinutes(2));
        Assert.Equal((s_now, s_now.AddMinutes(2)), (ended.CreatedAt, ended.CompletedAt));
    }

    private static SoraTask Update(SoraTask task, TaskReport report) => task.With(report, new OpenAIDialect(), s_now);
}
