using System.Collections.Concurrent;
using SoraPS.Core;
using SoraPS.Core.Connections;
using SoraPS.Core.Settings;
using SoraPS.Core.Stages;
using SoraPS.Jobs;
using SoraPS.Pipeline;

namespace SoraPS;

/// <summary>
/// The module's one client. It belongs to the process, not to a runspace, so that ForEach-Object -Parallel and thread jobs find
/// the providers that the session configured.
/// </summary>
internal static class Session
{
    // Their assembly is not loaded before one is wanted.
    private static readonly Lazy<Emulators> s_emulators = new(() => new Emulators());

    // An import alone changes nothing about how the process ends.
    private static readonly Lazy<RunningStages> s_stages = new(() => ProcessEnd.HoldFor(new RunningStages(TimeProvider.System)));

    public static SoraClient Client { get; } = new(
        connections: new ConnectionRegistry(SettingsFile.OfUser(), (name, vault) => new VaultSecret(name, vault)));

    private static int s_isProblemTold;

    /// <summary>Whether the problem with the user's settings is still to be told; true once.</summary>
    public static bool TellsSettingsProblem() => Interlocked.Exchange(ref s_isProblemTold, 1) == 0;

    public static Emulators Emulators => s_emulators.Value;

    public static SessionLedger Ledger { get; } = new(Client);

    /// <summary>The stages at work, also those whose pipeline was stopped.</summary>
    public static RunningStages Stages => s_stages.Value;

    /// <summary>The jobs that run; the value means nothing.</summary>
    public static ConcurrentDictionary<SoraJob, bool> Jobs { get; } = new();
}
