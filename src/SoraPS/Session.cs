using System.Management.Automation;
using SoraPS.Core;
using SoraPS.Core.Ledger;

namespace SoraPS;

/// <summary>
/// The module's one client. It belongs to the process, not to a runspace, so that ForEach-Object -Parallel and thread jobs find
/// the providers that the session configured.
/// </summary>
internal static class Session
{
    public static SoraClient Client { get; } = new();

    public static Emulators Emulators { get; } = new();

    /// <summary>The ledger for a look that must not make one; null if there is none yet. The caller disposes of it.</summary>
    public static ILedger? PeekLedger()
    {
        string path = LedgerLocation.Default();
        return File.Exists(path) ? SqliteLedger.Open(path) : null;
    }
}

/// <summary>Ends what the module runs in the background when it is removed.</summary>
public sealed class ModuleLifetime : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => Session.Emulators.StopAll();
}
