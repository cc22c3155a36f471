using SoraPS.Core;
using SoraPS.Core.Connections;
using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Polling;
using SoraPS.Core.Requests;
using SoraPS.Core.Saving;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;
using SoraPS.Emulator;

namespace SoraPS.Tests.Support;

/// <summary>An emulator, a client whose connections point at it, and a folder: everything that a pipeline needs.</summary>
public sealed class TestPipeline : IAsyncDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);


    public TestPipeline(EmulatorOptions? options = null, TimeProvider? time = null, LedgerSource? ledgers = null)
    {
        Emulator = VideoEmulator.Start(options ?? new EmulatorOptions { GenerationTime = TimeSpan.FromMilliseconds(200) });
        Client = new SoraClient(time, ledgers ?? new LedgerSource(_ => Ledger.Open(time)));
        foreach (Dialect dialect in DialectCatalog.All)
        {
            Connect(dialect.Name, Emulator.BaseUri(dialect.Name), Emulator.Options.ApiKey);
        }
    }

    public VideoEmulator Emulator { get; }

    public SoraClient Client { get; }

    public TempFolder Folder { get; } = new();

    public TestLedger Ledger { get; } = new();

    public static EmulatorOptions Done => new() { GenerationTime = TimeSpan.Zero };

    public static VideoRequest Row(int index, string? name = null) =>
        new() { Prompt = $"A paper boat, take {index}", Name = name ?? $"row-{index:000}" };

    /// <summary>A row as gateways take it.</summary>
    public static PreparedRequest Prepared => new() { Prompt = "A paper boat", Model = "sora-2" };

    public static VideoRequest[] Rows(int count) => [.. Enumerable.Range(0, count).Select(index => Row(index))];

    public Connection Connect(string provider, Uri baseUri, string key)
    {
        Connection connection = Client.Connections.Find(provider)! with
        {
            BaseUri = baseUri,
            SessionKey = new ApiKey(key),
            PollInterval = TimeSpan.FromMilliseconds(60),
        };
        Client.Connections.Set(connection);
        return connection;
    }

    /// <summary>Runs rows through the whole pipeline to its end.</summary>
    public async Task<PipelineResult> RunAsync(string provider, params VideoRequest[] rows) =>
        await RunAsync(provider, rows.ToAsyncEnumerable()).WaitAsync(Timeout);

    /// <summary>Runs rows, as they come, through the whole pipeline to its end.</summary>
    public async Task<PipelineResult> RunAsync(string provider, IAsyncEnumerable<VideoRequest> rows, Verbosity detail = default)
    {
        PipelineResult result = new();
        await using SubmitStage submit = Client.Submit(new SubmitOptions { Provider = provider, Detail = detail });
        await using WaitStage wait = Client.Wait(new WaitOptions { Detail = detail });
        await using SaveStage save = Client.Save(new SaveOptions { Folder = Folder.Path, Detail = detail });
        await Task.WhenAll(
            submit.FeedAsync(rows, CancellationToken.None),
            submit.PipeAsync(wait, e => result.Note(e, result.Submitted.Add), CancellationToken.None),
            wait.PipeAsync(save, e => result.Note(e, result.Ended.Add), CancellationToken.None),
            save.DrainAsync(e => result.Note(e, result.Videos.Add), CancellationToken.None));
        return result;
    }

    /// <summary>Runs rows through submitting only.</summary>
    public Task<PipelineResult> SubmitAsync(string provider, params VideoRequest[] rows) =>
        SubmitAsync(new SubmitOptions { Provider = provider }, rows);

    /// <summary>Runs rows through submitting only.</summary>
    public async Task<PipelineResult> SubmitAsync(SubmitOptions options, params VideoRequest[] rows)
    {
        await using SubmitStage submit = Client.Submit(options);
        return await SubmitAsync(submit, rows);
    }

    /// <summary>Runs rows through a stage that submits them.</summary>
    public static async Task<PipelineResult> SubmitAsync(SubmitStage submit, params IVideoRow[] rows)
    {
        PipelineResult result = new();
        await RunStageAsync(submit, rows, e => result.Note(e, result.Submitted.Add));
        return result;
    }

    /// <summary>Runs tasks through waiting only.</summary>
    public async Task<PipelineResult> WaitAsync(WaitOptions options, params SoraTask[] tasks)
    {
        PipelineResult result = new();
        await using WaitStage wait = Client.Wait(options);
        await RunStageAsync(wait, tasks, e => result.Note(e, result.Ended.Add));
        return result;
    }

    /// <summary>Runs tasks through saving only.</summary>
    public async Task<PipelineResult> SaveAsync(SaveOptions? options, params SoraTask[] tasks)
    {
        PipelineResult result = new();
        await using SaveStage save = Client.Save(options ?? new SaveOptions { Folder = Folder.Path });
        await RunStageAsync(save, tasks, e => result.Note(e, result.Videos.Add));
        return result;
    }

    /// <summary>A task that has ended and can be saved; the emulator must be one whose tasks are done at the first look.</summary>
    public async Task<SoraTask> FinishedAsync(string provider, VideoRequest? row = null)
    {
        PipelineResult submitted = await SubmitAsync(provider, row ?? Row(0));
        PipelineResult ended = await WaitAsync(new WaitOptions(), Assert.Single(submitted.Submitted));
        return Assert.Single(ended.Ended);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Emulator.DisposeAsync();
        Folder.Dispose();
        Ledger.Dispose();
    }

    private static Task RunStageAsync<TIn, TOut>(Stage<TIn, TOut> stage, TIn[] items, Action<StageEvent<TOut>> tell) =>
        Task.WhenAll(
            stage.FeedAsync(items.ToAsyncEnumerable(), CancellationToken.None),
            stage.DrainAsync(tell, CancellationToken.None)).WaitAsync(Timeout);
}
