using SoraPS.Core.Callbacks;
using SoraPS.Core.Connections;
using SoraPS.Core.Costs;
using SoraPS.Core.Gateways;
using SoraPS.Core.Ledger.Sharing;
using SoraPS.Core.Polling;
using SoraPS.Core.Refresh;
using SoraPS.Core.Saving;
using SoraPS.Core.Stages;
using SoraPS.Core.Submission;

namespace SoraPS.Core;

/// <summary>
/// SoraPS without PowerShell: the connections, and the stages that work on them. The module has one for its process; a program
/// makes its own.
/// </summary>
public sealed class SoraClient : IDisposable
{
    private readonly StageServices _services;

    /// <summary>Makes a client; nothing is opened until it is used.</summary>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="ledgers">Where the ledger is; null for where the environment or the platform says.</param>
    /// <param name="connections">The connections; null for those that come with it, without a user's settings.</param>
    public SoraClient(TimeProvider? time = null, LedgerSource? ledgers = null, ConnectionRegistry? connections = null)
    {
        time ??= TimeProvider.System;
        connections ??= new ConnectionRegistry();
        ledgers ??= new LedgerSource(time);
        GatewayPool gateways = new(connections, new SharedTurns(ledgers, time).WaitAsync, time);
        _services = new(connections, gateways, ledgers, new LedgerRuns(ledgers), new CallbackCenter(ledgers, time), time);
    }

    /// <summary>The connections.</summary>
    public ConnectionRegistry Connections => _services.Connections;

    /// <summary>Where what was asked for, paid for and saved is written down.</summary>
    public LedgerSource Ledgers => _services.Ledgers;

    /// <summary>What hears from gateways that a task is worth a look.</summary>
    public CallbackCenter Callbacks => _services.Callbacks;

    /// <summary>The clock that all waiting goes by.</summary>
    public TimeProvider Time => _services.Time;

    /// <summary>Answers in place of the gateways, for simulations; null for the network.</summary>
    internal HttpMessageHandler? Handler
    {
        init => _services.Gateways.Handler = value;
    }

    /// <summary>
    /// A run of its own for stages that divide their work with all others as if they were on another machine. Stages that name no run
    /// share one.
    /// </summary>
    public LedgerRun NewRun() => _services.Runs.New();

    /// <summary>
    /// A stage that submits rows. If the ledger cannot be used, <see cref="Stage{TIn, TOut}.Opened"/> faults (WriteFailed): nothing
    /// is sent without one.
    /// </summary>
    /// <exception cref="SoraException">InvalidRequest: the user's price file cannot be used.</exception>
    public SubmitStage Submit(SubmitOptions options) => new(_services, options);

    /// <summary>A stage that tells what rows would cost, and sends nothing.</summary>
    /// <exception cref="SoraException">InvalidRequest: the user's price file cannot be used.</exception>
    public MeasureStage Measure(MeasureOptions options) => new(_services, options);

    /// <summary>A stage that waits for tasks.</summary>
    public WaitStage Wait(WaitOptions options) => new(_services, options);

    /// <summary>A stage that saves finished tasks.</summary>
    /// <exception cref="SoraException">WriteFailed: the folder cannot be made or written to.</exception>
    public SaveStage Save(SaveOptions options) => new(_services, options);

    /// <summary>A stage that asks the gateway about each task once.</summary>
    public RefreshStage Refresh(RefreshOptions options) => new(_services, options);

    /// <summary>The gateway of a connection; null for the one that is used when none is named.</summary>
    /// <exception cref="SoraException">ProviderNotChosen.</exception>
    public Gateway GatewayOf(string? provider) => _services.Gateways.Of(provider);

    /// <inheritdoc/>
    public void Dispose() => _services.Gateways.Dispose();
}
