using SoraPS.Emulator.Faults;
using SoraPS.Emulator.Http;
using SoraPS.Emulator.Tasks;

namespace SoraPS.Emulator;

/// <summary>All gateways on loopback, with real videos and faults on demand.</summary>
public sealed class VideoEmulator : IAsyncDisposable
{
    private readonly IReadOnlyList<DialectHost> _hosts;
    private readonly CounterBoard _counters = new();
    private readonly FaultInjector _faults;
    private readonly HttpServer _origin;
    private readonly HttpServer _gateway;

    private VideoEmulator(EmulatorOptions options)
    {
        Options = options;
        _hosts = DialectHost.All(options);
        _faults = new FaultInjector(options);
        FileHost files = new(options, _faults, _counters);
        _gateway = new HttpServer(
            options.Port, new Gateway(options, _hosts, _faults, _counters, files).HandleAsync, _counters.Sent);
        _origin = new HttpServer(0, files.HandleAsync, _counters.Sent);
        files.Address = _origin.Address;
    }

    /// <summary>What it was started with.</summary>
    public EmulatorOptions Options { get; }

    /// <summary>Names of the dialects it speaks.</summary>
    public IReadOnlyList<string> Dialects => [.. _hosts.Select(host => host.Dialect.Name)];

    /// <summary>Where download links point.</summary>
    public Uri DownloadOrigin => _origin.Address;

    /// <summary>What it has seen and done so far.</summary>
    public EmulatorCounters Counters => _counters.Snapshot(_hosts.Select(host => host.Book), _faults);

    /// <summary>All tasks, dialect by dialect and oldest first.</summary>
    public IReadOnlyList<EmulatedTask> Tasks =>
        [.. _hosts.SelectMany(host => host.Book.List()).Select(Describe)];

    /// <summary>Starts listening on loopback.</summary>
    public static VideoEmulator Start(EmulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new VideoEmulator(options);
    }

    /// <summary>The base URI to give to a provider of this dialect.</summary>
    public Uri BaseUri(string dialect)
    {
        DialectHost host = _hosts.FirstOrDefault(
            h => h.Dialect.Name.Equals(dialect, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"'{dialect}' is no dialect; there are {string.Join(", ", Dialects)}.", nameof(dialect));
        return new Uri(_gateway.Address, host.Dialect.BasePath);
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
        await _gateway.DisposeAsync().ConfigureAwait(false);
        await _origin.DisposeAsync().ConfigureAwait(false);
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
        task.Refresh(Options.TimeProvider.GetUtcNow()).Stage.ToString());
}
