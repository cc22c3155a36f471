using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using SoraPS.Core.Json;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Saving;
using SoraPS.Core.Stages;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Diagnostics;

/// <summary>What whoever listens to traces and figures hears.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task A_listener_hears_submit_poll_and_download()
    {
        ConcurrentQueue<Activity> heard = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "SoraPS",
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = heard.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using TestPipeline pipeline = new(TestPipeline.Done);
        int port = pipeline.Emulator.BaseUri("LinkModel").Port;
        (await pipeline.RunAsync("LinkModel", TestPipeline.Row(0))).AssertNoErrors();

        // Other tests run at the same time; each has an emulator of its own.
        Activity[] mine = [.. heard.Where(activity => (int?)activity.GetTagItem("server.port") == port
            || activity.OperationName == "download" && (int?)activity.GetTagItem("server.port") == pipeline.Emulator.DownloadOrigin.Port)];
        Assert.Equal(["download", "poll", "submit"], mine.Select(activity => activity.OperationName).Distinct().Order());
        Activity submit = mine.First(activity => activity.OperationName == "submit");
        Assert.Equal(("POST", 200, "LinkModel", ActivityKind.Client), (
            submit.GetTagItem("http.request.method"), submit.GetTagItem("http.response.status_code"),
            submit.GetTagItem("soraps.provider"), submit.Kind));
    }

    [Fact]
    public async Task A_meter_counts_tasks_and_bytes()
    {
        ConcurrentQueue<(string Name, double Value, string? Model)> heard = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Meter.Name == "SoraPS")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => heard.Enqueue((instrument.Name, value, ModelOf(tags))));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            heard.Enqueue((instrument.Name, value, ModelOf(tags))));
        listener.Start();
        await using TestPipeline pipeline = new(TestPipeline.Done);
        PipelineResult result = await pipeline.RunAsync("OpenAI", TestPipeline.Row(0) with { Model = "sora-2-for-meters" });
        SoraVideo video = Assert.Single(result.AssertNoErrors().Videos);
        Assert.Single(heard, one => one is { Name: "soraps.tasks.submitted", Value: 1, Model: "sora-2-for-meters" });
        Assert.Single(heard, one => one is { Name: "soraps.task.duration", Model: "sora-2-for-meters" });
        Assert.Single(heard, one => one.Name == "soraps.download.size" && one.Value == video.Length && one.Model == "sora-2-for-meters");
        Assert.Contains(heard, one => one.Name == "soraps.request.duration");

        static string? ModelOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach ((string name, object? value) in tags)
            {
                if (name == "soraps.model")
                {
                    return (string?)value;
                }
            }

            return null;
        }
    }

    [Theory]
    [InlineData("soraps.tasks.submitted")]
    [InlineData("soraps.task.duration")]
    public async Task A_listener_that_fails_loses_no_task(string name)
    {
        await using TestPipeline pipeline = new(TestPipeline.Done);
        string model = $"sora-2-for-{name}";
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Fail(tags));
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Fail(tags));
        listener.Start();
        PipelineResult result = await pipeline.RunAsync("OpenAI", TestPipeline.Row(0) with { Model = model });

        Assert.Equal("The listener failed.", Assert.Single(result.Errors).Error.Message);
        await using StoredLedger ledger = pipeline.Ledger.Open();
        SoraTask task = Assert.Single(await ledger.ListAsync(new LedgerQuery()));
        Assert.Equal((SoraTaskState.Succeeded, true), (task.State, task.Id is not null));

        // Other tests run at the same time.
        void Fail(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach ((string tag, object? value) in tags)
            {
                if (tag == "soraps.model" && (string?)value == model)
                {
                    throw new InvalidOperationException("The listener failed.");
                }
            }
        }
    }

    [Fact]
    public async Task A_listener_to_requests_that_fails_costs_no_answer()
    {
        await using RawServer server = RawServer.OfJson((_, _) => (200, """{"id":"video_1","status":"queued"}"""));
        int failures = 0;
        void FailFor(Activity activity)
        {
            if ((int?)activity.GetTagItem("server.port") == server.Uri.Port)
            {
                failures++;

                // As a request that never left would.
                throw new IOException("Broken pipe");
            }
        }

        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "SoraPS",
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = FailFor,
        };
        ActivitySource.AddActivityListener(listener);
        await using TestPipeline pipeline = new();
        pipeline.Connect("OpenAI", server.Uri, "key-of-tests");
        PipelineResult result = await pipeline.SubmitAsync("OpenAI", TestPipeline.Row(0));

        Assert.Equal(1, failures);
        Assert.Equal("video_1", Assert.Single(result.AssertNoErrors().Submitted).Id);
    }

    [Fact]
    public async Task A_download_without_an_answer_is_told_and_traced()
    {
        ManualTimeProvider clock = new();
        ConcurrentQueue<Activity> heard = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "SoraPS",
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = heard.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using TestPipeline pipeline = new(TestPipeline.Done, clock);
        SoraTask task = await clock.DriveAsync(pipeline.FinishedAsync("LinkModel"));
        int port = RawServer.FreePort();
        PipelineResult result = new();
        await using SaveStage save = pipeline.Client.Save(
            new SaveOptions { Folder = pipeline.Folder.Path, Detail = new(Lines: true, Bodies: false) });
        Task run = Task.WhenAll(
            save.FeedAsync(
                new[] { task with { VideoUri = new Uri($"http://127.0.0.1:{port}/v.mp4?signature") } }.ToAsyncEnumerable(),
                CancellationToken.None),
            save.DrainAsync(told => result.Note(told, result.Videos.Add), CancellationToken.None));
        await clock.DriveAsync(run.ContinueWith(_ => true, TaskScheduler.Default), stepMilliseconds: 1000);
        result.Error(SoraErrorKind.DownloadFailed);
        Assert.Contains(result.VerboseMessage, told => told.StartsWith(
            $"Row row-000: GET 127.0.0.1:{port}/v.mp4 no answer ", StringComparison.Ordinal));
        Assert.DoesNotContain(result.VerboseMessage, told => told.Contains("signature", StringComparison.Ordinal));
        Activity failed = heard.First(activity => (int?)activity.GetTagItem("server.port") == port);
        Assert.Equal(("download", ActivityStatusCode.Error, "System.Net.Http.HttpRequestException"), (
            failed.OperationName, failed.Status, failed.GetTagItem("error.type")));
    }
}
