using SoraPS.Core.Callbacks;
using SoraPS.Core.Connections;
using SoraPS.Core.Gateways;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Polling;
using SoraPS.Core.Stages;
using SoraPS.Core.Tasks;
using SoraPS.Tests.Fuzz;

namespace SoraPS.Tests.Polling;

/// <summary>Tasks that are polled, without a scheduler, and a clock.</summary>
public abstract class PolledFixture : IDisposable
{
    /// <summary>Makes what tasks are polled with; the ledger remembers how long some took.</summary>
    private protected PolledFixture(params TimeSpan[] remembered)
    {
        Clock = new SteadyClock(Time);
        ConnectionRegistry connections = new();
        LedgerSource ledgers = new(_ => new RememberingLedger(remembered));
        GatewayPool gateways = new(connections, (_, _, _, _) => new(true), Time);
        Services = new(connections, gateways, ledgers, new LedgerRuns(ledgers), new CallbackCenter(ledgers, Time), Time);
        Recorder = new TaskRecorder(Services, run: null, new FuzzLog(), Assert.Fail);
    }

    private protected ManualTimeProvider Time { get; } = new();

    private protected StageServices Services { get; }

    private protected TaskRecorder Recorder { get; }

    private protected SteadyClock Clock { get; }

    public void Dispose()
    {
        Services.Gateways.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A task that began so many seconds ago.</summary>
    private protected PolledTask Polled(string provider = "OpenAI", double age = 0, int scout = 0)
    {
        DateTimeOffset began = Clock.Now.AddSeconds(-age);
        SoraTask task = new() { RequestId = "r", Id = "t", Provider = provider, Model = "sora-2", CreatedAt = began };
        StageItem item = new(0, task);
        return new(task, item, Services.Gateways.Of(provider), DateTimeOffset.MaxValue, Clock) { ScoutNumber = scout };
    }

    /// <summary>A task of which the gateway has said at an age, in seconds, that it runs; it is as old as that now.</summary>
    private protected PolledTask Running(double at, string provider = "OpenAI", int scout = 0)
    {
        PolledTask polled = Polled(provider, scout: scout);
        Wait(at);
        polled.Update(polled.Task);
        return polled;
    }

    private protected void Wait(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    private protected void Set(string provider, Func<Connection, Connection> change) =>
        Services.Connections.Set(change(Services.Connections.Find(provider)!));
}
