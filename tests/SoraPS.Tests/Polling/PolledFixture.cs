using SoraPS.Core;
using SoraPS.Core.Connections;
using SoraPS.Core.Polling;
using SoraPS.Core.Stages;

namespace SoraPS.Tests.Polling;

/// <summary>Tasks that are polled, without a scheduler, and a clock.</summary>
public abstract class PolledFixture : IDisposable
{
    private protected PolledFixture() => Clock = new SteadyClock(Time);

    private protected ManualTimeProvider Time { get; } = new();

    private protected SoraClient Client { get; } = new();

    private protected SteadyClock Clock { get; }

    public void Dispose()
    {
        Client.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A task that began so many seconds ago.</summary>
    private protected PolledTask Polled(string provider = "OpenAI", double age = 0, int scout = 0)
    {
        SoraTask task = new()
        {
            RequestId = "r",
            Id = "t",
            Provider = provider,
            Model = "sora-2",
            State = SoraTaskState.Running,
            CreatedAt = Clock.Now.AddSeconds(-age),
        };
        return new PolledTask(task, new StageItem(0, task), Client.GatewayOf(provider), DateTimeOffset.MaxValue, Clock)
        {
            ScoutNumber = scout,
        };
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
        Client.Connections.Set(change(Client.Connections.Find(provider)!));
}
