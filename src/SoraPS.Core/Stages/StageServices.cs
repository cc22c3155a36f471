using SoraPS.Core.Callbacks;
using SoraPS.Core.Connections;
using SoraPS.Core.Gateways;
using SoraPS.Core.Ledger.Sharing;

namespace SoraPS.Core.Stages;

/// <summary>What stages work with.</summary>
/// <param name="Connections">The connections.</param>
/// <param name="Gateways">The gateways that they lead to.</param>
/// <param name="Ledgers">Where tasks are written down.</param>
/// <param name="Runs">The runs at work.</param>
/// <param name="Callbacks">What hears from gateways.</param>
/// <param name="Time">The clock that all waiting goes by.</param>
internal sealed record StageServices(
    ConnectionRegistry Connections,
    GatewayPool Gateways,
    LedgerSource Ledgers,
    LedgerRuns Runs,
    CallbackCenter Callbacks,
    TimeProvider Time);
