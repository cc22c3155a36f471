using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using SoraPS.Core.Callbacks;
using SoraPS.Core.Connections;
using SoraPS.Core.Ledger.Store;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Emulator;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Callbacks;

/// <summary>From the row to the file with callbacks: the emulator is told the address, and calls it.</summary>
public sealed class EmulatedCallbackTests
{
    private const string Secret = "whsec_c29tZSBzZWNyZXQ=";

    [Theory]
    [InlineData("Apixo")]
    [InlineData("Odkkk")]
    public async Task Rows_are_polled_once_and_saved(string provider)
    {
        await using TestPipeline pipeline = With();
        PipelineResult result = await pipeline.RunAsync(provider, TestPipeline.Rows(20));
        Assert.Equal(20, result.AssertNoErrors().Videos.Count);
        Assert.Equal(20, pipeline.Client.Callbacks.Receiver!.Taken);
        Assert.Equal(0, pipeline.Client.Callbacks.Receiver.Refused);
        Assert.InRange(pipeline.Emulator.Counters.Polls, 20, 24);
        Assert.Empty(pipeline.Emulator.Counters.UnknownFields);
    }

    [Fact]
    public async Task Signed_webhooks_of_OpenAI_are_taken()
    {
        await using TestPipeline pipeline = With();
        PipelineResult result = await pipeline.RunAsync("OpenAI", TestPipeline.Rows(10));
        Assert.Equal(10, result.AssertNoErrors().Videos.Count);
        await Eventually.TrueAsync(() => pipeline.Client.Callbacks.Receiver!.Taken == 10, "all webhooks");
    }

    [Theory]
    [InlineData("Apixo", EmulatorFaultKind.CallbackNever, 0, 0)]
    [InlineData("Apixo", EmulatorFaultKind.CallbackWrongToken, 0, 3)]
    [InlineData("Apixo", EmulatorFaultKind.CallbackTwice, 3, 0)]
    [InlineData("Odkkk", EmulatorFaultKind.CallbackHuge, 0, 3)]
    [InlineData("OpenAI", EmulatorFaultKind.CallbackWrongSignature, 0, 3)]
    public async Task Whatever_a_callback_does_wrong_all_rows_are_saved(string provider, EmulatorFaultKind fault, int taken, int refused)
    {
        await using TestPipeline pipeline = With(new EmulatorFault { Kind = fault });
        PipelineResult result = await pipeline.RunAsync(provider, TestPipeline.Rows(3));
        Assert.Equal(3, result.AssertNoErrors().Videos.Count);
        CallbackReceiver receiver = pipeline.Client.Callbacks.Receiver!;
        await Eventually.TrueAsync(() => (receiver.Taken, receiver.Refused >= refused) == (taken, true), "the callbacks");
        Assert.Equal(refused > 0, receiver.Refused > 0);
    }

    [Fact]
    public async Task A_callback_that_is_late_finds_a_task_that_has_ended()
    {
        TimeSpan late = TimeSpan.FromSeconds(4);
        await using TestPipeline pipeline = With(new EmulatorFault { Kind = EmulatorFaultKind.CallbackLate, Delay = late });
        PipelineResult result = await pipeline.RunAsync("Apixo", TestPipeline.Rows(2));
        Assert.Equal(2, result.AssertNoErrors().Videos.Count);
        Assert.Equal(0, pipeline.Client.Callbacks.Receiver!.Taken);
    }

    [Fact]
    public async Task What_gateways_are_told_reaches_neither_ledger_nor_log()
    {
        ConcurrentBag<string> told = [];
        await using RawServer gateway = RawServer.OfJson((_, request) =>
        {
            string address = (string)JsonNode.Parse(request.Body)!["callback_url"]!;
            told.Add(address[address.IndexOf('=', StringComparison.Ordinal)..]);
            return (200, $$"""{"code":200,"data":{"taskId":"t1","callback_url":"{{address}}"} }""");
        });
        await using TestPipeline pipeline = With();
        pipeline.Connect("Apixo", gateway.Uri, "some-key");
        PipelineResult result = await pipeline.SubmitAsync(
            new SubmitOptions { Provider = "Apixo", Detail = new Verbosity(true, true) }, TestPipeline.Row(0));
        SoraTask task = Assert.Single(result.AssertNoErrors().Submitted);
        string token = Assert.Single(told);
        Assert.Equal(44, token.Length);
        await using StoredLedger ledger = pipeline.Ledger.Open();
        Assert.Contains("t1", await ledger.FindAnswerAsync(task.RequestId), StringComparison.Ordinal);
        Assert.DoesNotContain(token[1..], await ledger.FindAnswerAsync(task.RequestId), StringComparison.Ordinal);
        Assert.NotEmpty(result.VerboseMessage);
        Assert.All(result.VerboseMessage, line => Assert.DoesNotContain(token[1..], line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_is_not_as_documented_has_the_callback_sent_again()
    {
        foreach ((string provider, int pauses, HttpStatusCode last) in new[]
            { ("Odkkk", 7, HttpStatusCode.NoContent), ("Apixo", 210, HttpStatusCode.OK) })
        {
            ManualTimeProvider clock = new();
            await using RawServer receiver = RawServer.OfJson((number, _) => (number < 3 ? 500 : (int)last, "{}"));
            await using VideoEmulator emulator = VideoEmulator.Start(new() { TimeProvider = clock });
            using HttpClient http = new() { BaseAddress = emulator.BaseUri(provider) };
            await CreateAsync(http, provider, receiver.Uri);
            DateTimeOffset start = clock.GetUtcNow();
            for (int calls = 0; calls < 4; calls++)
            {
                await Eventually.TrueAsync(() => emulator.Counters.Callbacks == calls && clock.PendingTimers == 1, "the pause");
                clock.AdvanceToNext();
            }

            await Eventually.TrueAsync(() => emulator.Counters.Callbacks == 4, "the last callback");
            Assert.Equal(0, clock.PendingTimers);
            Assert.Equal(TimeSpan.FromSeconds(2 + pauses), clock.GetUtcNow() - start);
        }
    }

    [Fact]
    public async Task A_timer_that_fires_too_early_calls_nobody_back_about_a_task_that_goes_on()
    {
        EarlyClock clock = new();
        await using RawServer receiver = RawServer.OfJson((_, _) => (204, ""));
        await using VideoEmulator emulator = VideoEmulator.Start(new() { TimeProvider = clock });
        using HttpClient http = new() { BaseAddress = emulator.BaseUri("Odkkk") };
        await CreateAsync(http, "Odkkk", receiver.Uri);
        clock.Advance(TimeSpan.FromMilliseconds(1990));
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(1));
                return emulator.Counters.Callbacks == 1;
            },
            "the callback");
        Assert.Equal("completed", (string?)JsonNode.Parse(Assert.Single(receiver.Requests).Body)!["status"]);
    }

    private static async Task CreateAsync(HttpClient http, string provider, Uri address)
    {
        http.DefaultRequestHeaders.Authorization = new("Bearer", "emulator-key");
        (string path, string body) = provider is "Odkkk"
            ? ("/v1/videos/generations", $$"""{"model":"sora-2","prompt":"A boat","callback_url":"{{address}}"}""")
            : ("/generateTask/sora-2", $$"""
                {"request_type":"callback","callback_url":"{{address}}","input":{"mode":"text-to-video","prompt":"A boat","duration":10} }
                """);
        using StringContent content = new(body, null, "application/json");
        using HttpResponseMessage answer = await http.PostAsync(new Uri(http.BaseAddress!.AbsoluteUri + path), content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static TestPipeline With(EmulatorFault? fault = null)
    {
        string prefix = $"http://127.0.0.1:{RawServer.FreePort()}/";
        TestPipeline pipeline = new(new EmulatorOptions
        {
            GenerationTime = TimeSpan.FromMilliseconds(600),
            Faults = fault is null ? [] : [fault],
            WebhookUri = new Uri(prefix),
            WebhookSecret = Secret,
        });
        pipeline.Client.Callbacks.Start(new CallbackOptions { Prefix = prefix, WebhookSecret = new ApiKey(Secret) });
        foreach (string provider in pipeline.Emulator.Dialects)
        {
            // Polled so rarely while a callback is expected that the callback comes first.
            pipeline.Client.Connections.Set(
                pipeline.Client.Connections.Find(provider)! with { PollInterval = TimeSpan.FromMilliseconds(200) });
        }

        return pipeline;
    }

    /// <summary>Its timers fire a little before they are due, as those of the system do, whose clock has coarser steps.</summary>
    private sealed class EarlyClock : ManualTimeProvider
    {
        private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(4);

        protected override void Set(ManualTimer timer, TimeSpan dueTime, TimeSpan period) =>
            base.Set(timer, dueTime > s_step ? dueTime - s_step : dueTime, period);
    }
}
