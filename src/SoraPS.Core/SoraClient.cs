using System.Collections.Concurrent;
using SoraPS.Core.Connections;
using SoraPS.Core.Http;
using SoraPS.Core.Ledger;
using SoraPS.Core.Stages;

namespace SoraPS.Core;

/// <summary>
/// SoraPS without PowerShell: the connections, and the three stages of the line on them. The module has one for its process;
/// a program makes its own.
/// </summary>
public sealed class SoraClient : IDisposable
{
    private readonly HttpClients _http = new();
    private readonly ConcurrentDictionary<Connection, Gateway> _gateways = new();

    /// <summary>Makes a client; nothing is opened until it is used.</summary>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="ledgers">Where the ledger is; null for where the environment or the platform says.</param>
    public SoraClient(TimeProvider? time = null, LedgerSource? ledgers = null)
    {
        Time = time ?? TimeProvider.System;
        Ledgers = ledgers ?? new LedgerSource(Time);
    }

    /// <summary>The connections.</summary>
    public ConnectionRegistry Connections { get; } = new();

    /// <summary>Where what was asked for, paid for and saved is written down.</summary>
    public LedgerSource Ledgers { get; }

    /// <summary>The clock that all waiting goes by.</summary>
    public TimeProvider Time { get; }

    /// <summary>
    /// A stage that submits rows. If the ledger cannot be used, <see cref="Stage{TIn, TOut}.Opened"/> faults (WriteFailed): nothing
    /// is sent without one.
    /// </summary>
    /// <exception cref="SoraException">InvalidRequest: the user's price file cannot be used.</exception>
    public SubmitStage Submit(SubmitOptions options) => new(this, options);

    /// <summary>A stage that tells what rows would cost, and sends nothing.</summary>
    /// <exception cref="SoraException">InvalidRequest: the user's price file cannot be used.</exception>
    public MeasureStage Measure(MeasureOptions options) => new(this, options);

    /// <summary>A stage that waits for tasks.</summary>
    public WaitStage Wait(WaitOptions options) => new(this, options);

    /// <summary>A stage that saves finished tasks.</summary>
    /// <exception cref="SoraException">WriteFailed: the folder cannot be made or written to.</exception>
    public SaveStage Save(SaveOptions options) => new(this, options);

    /// <summary>A stage that asks the gateway about each task once.</summary>
    public LookStage Look(LookOptions options) => new(this, options);

    /// <summary>The gateway of a connection; null for the one that is used when none is named.</summary>
    /// <exception cref="SoraException">ProviderNotChosen.</exception>
    public Gateway GatewayOf(string? provider)
    {
        Connection connection = Connections.Choose(provider);
        return _gateways.GetOrAdd(connection, made => new Gateway(made, ClientFor(made), _http.ForFiles(made), Time));
    }

    /// <summary>Answers in place of the gateways, for simulations; null for the network.</summary>
    internal HttpMessageHandler? Handler { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Gateway gateway in _gateways.Values)
        {
            gateway.Dispose();
        }

        _http.Dispose();
    }

    private HttpClient ClientFor(Connection connection) =>
        Handler is null ? _http.ForGateway(connection) : new HttpClient(Handler, disposeHandler: false);
}
