using SoraPS.Emulator.Callbacks;
using SoraPS.Emulator.Counters;
using SoraPS.Emulator.Dialects;
using SoraPS.Emulator.Faults;
using SoraPS.Emulator.Handlers;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator;

/// <summary>All gateways on loopback, with real videos and faults on demand.</summary>
public sealed class VideoEmulator : IAsyncDisposable
{
    private readonly IReadOnlyList<EmulatedGateway> _gateways;
    private readonly CounterBoard _counters = new();
    private readonly FaultInjector _faults;
    private readonly CallbackSender _callbacks;
    private readonly LoopbackServer _fileServer;
    private readonly LoopbackServer _gatewayServer;

    private VideoEmulator(EmulatorOptions options)
    {
        Options = options;
        _gateways = EmulatedGateway.All(options);
        _faults = new FaultInjector(options);
        FileHandler files = new(options, _faults, _counters);
        _callbacks = new CallbackSender(options, _faults, _counters, files);
        GatewayHandler gateways = new(options, _gateways, _faults, _counters, files, _callbacks);
        _gatewayServer = new LoopbackServer(options.Port, gateways.HandleAsync, _counters.Sent);
        _fileServer = new LoopbackServer(0, files.HandleAsync, _counters.Sent);
        files.Address = _fileServer.Address;
    }

    /// <summary>What it was started with.</summary>
    public EmulatorOptions Options { get; }

    /// <summary>Names of the dialects it speaks.</summary>
    public IReadOnlyList<string> Dialects => [.. _gateways.Select(gateway => gateway.Dialect.Name)];

    /// <summary>Where download links point.</summary>
    public Uri DownloadOrigin => _fileServer.Address;

    /// <summary>What it has seen and done so far.</summary>
    public EmulatorCounters Counters => _counters.Snapshot(_gateways.Select(gateway => gateway.Tasks), _faults);

    /// <summary>All tasks, dialect by dialect and oldest first.</summary>
    public IReadOnlyList<EmulatedTask> Tasks =>
        [.. _gateways.SelectMany(gateway => gateway.Tasks.List()).Select(Describe)];

    /// <summary>Starts listening on loopback.</summary>
    public static VideoEmulator Start(EmulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new VideoEmulator(options);
    }

    /// <summary>The base URI to give to a provider of this dialect.</summary>
    public Uri BaseUri(string dialect)
    {
        EmulatedGateway gateway = _gateways.FirstOrDefault(
            gateway => gateway.Dialect.Name.Equals(dialect, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"'{dialect}' is no dialect; there are {string.Join(", ", Dialects)}.", nameof(dialect));
        return new Uri(_gatewayServer.Address, gateway.Dialect.BasePath);
    }

    /// <summary>Adds a fault to those that are active.</summary>
    public void Inject(EmulatorFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        _faults.Add(fault);
    }

    /// <summary>Ends all faults.</summary>
    public void ClearFaults() => _faults.Clear();

    /// <summary>Stops listening and breaks the connections that are open.</summary>
    public async ValueTask DisposeAsync()
    {
        _callbacks.Dispose();
        await _gatewayServer.DisposeAsync().ConfigureAwait(false);
        await _fileServer.DisposeAsync().ConfigureAwait(false);
    }

    private EmulatedTask Describe(VideoTask task) => new(
        task.Id,
        task.Dialect,
        task.OrderKey,
        task.Order.Model,
        task.Order.Prompt,
        task.Order.Seconds,
        task.Order.Size,
        task.MadeAt,
        task.Refresh(Options.TimeProvider.GetUtcNow()).Stage.ToString())
    {
        FetchedAt = task.FetchedAt,
    };
}
