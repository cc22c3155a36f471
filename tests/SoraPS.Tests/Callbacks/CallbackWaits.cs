using SoraPS.Core;
using SoraPS.Core.Callbacks;
using SoraPS.Core.Connections;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Polling;
using SoraPS.Core.Stages;
using SoraPS.Tests.Polling;
using SoraPS.Tests.Support;

namespace SoraPS.Tests.Callbacks;

/// <summary>Waits for the tasks of a <see cref="CallingGateway"/> on a clock that jumps from one event to the next.</summary>
public abstract class CallbackWaits : IDisposable
{
    internal static readonly Uri Address = new("http://calling.invalid");

    private protected readonly ManualTimeProvider _clock = new();
    private protected readonly CallingGateway _gateway;
    private readonly SoraClient _client;

    /// <summary>Makes a client whose ledger remembers how long tasks took, in seconds.</summary>
    protected CallbackWaits(params double[] remembered)
    {
        _gateway = new CallingGateway(_clock);
        Remembered = remembered;
        _client = new SoraClient(_clock, new LedgerSource(_ => new RememberingLedger([.. Remembered.Select(TimeSpan.FromSeconds)])))
        {
            Handler = _gateway,
        };
        _client.Connections.Set(_client.Connections.Find("Apixo")! with
        {
            BaseUri = Address,
            SessionKey = new ApiKey("some-key"),
            RequestsPerMinute = 1_000_000,
        });
    }

    /// <summary>How long tasks took, as the ledger has it when it is opened.</summary>
    private protected IEnumerable<double> Remembered { get; set; }

    private protected CallbackHints Hints => _client.Callbacks.Hints;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _client.Dispose();
        _gateway.Dispose();
    }

    private protected WaitStage NewWait(WaitOptions? options = null) => _client.Wait(options ?? new WaitOptions());

    /// <summary>Lets time pass until all tasks of a stage have ended.</summary>
    private protected async Task<IReadOnlyList<SoraTask>> DriveAsync(WaitStage stage, params IEnumerable<SoraTask> tasks)
    {
        foreach (SoraTask task in tasks)
        {
            Assert.True(stage.TryPost(task));
        }

        PipelineResult result = new();
        Task drained = stage.DrainAsync(e => result.Note(e, result.Ended.Add), CancellationToken.None);
        await Eventually.TrueAsync(() => stage.IsResting || HasEnded(), "the first wait");
        while (!HasEnded())
        {
            _clock.AdvanceToNext();
            await Eventually.TrueAsync(() => stage.IsResting || HasEnded(), "the wait for the next poll");
        }

        stage.Complete();
        await drained.WaitAsync(TestPipeline.Timeout);
        return [.. result.AssertNoErrors().Ended];

        bool HasEnded() => stage.Progress.Open.Count == 0;
    }
}
