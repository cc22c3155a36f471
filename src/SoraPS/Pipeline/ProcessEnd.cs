using System.Runtime.InteropServices;
using SoraPS.Core.Stages;

namespace SoraPS.Pipeline;

/// <summary>
/// Holds the end of the process back until all stages have written down what they paid for. A signal to end (a closed terminal,
/// systemd, a container) stops them as Ctrl+C does, and then has its usual effect.
/// </summary>
internal static class ProcessEnd
{
    // The signal's own effect comes right after its handler.
    private static readonly TimeSpan s_signalTimeout = TimeSpan.FromSeconds(5);

    private static readonly List<PosixSignalRegistration> s_signals = [];
    private static volatile bool s_isSignalled;

    /// <summary>Lets the process end only after the stages; for once in a process.</summary>
    public static RunningStages HoldFor(RunningStages stages)
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Exit(stages);
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            // One that the process was started to ignore, as with nohup, is still ignored.
            s_signals.Add(PosixSignalRegistration.Create(signal, _ => Signalled(stages)));
        }

        return stages;
    }

    private static void Signalled(RunningStages stages)
    {
        s_isSignalled = true;
        End(stages);
    }

    private static void Exit(RunningStages stages)
    {
        End(stages);
        if (s_isSignalled)
        {
            // The pipeline that was stopped is over: the process still ends as by the signal, which tells its parent why.
#pragma warning disable RS0030 // There is nothing to await: the signal ends the process.
            Thread.Sleep(s_signalTimeout);
#pragma warning restore RS0030
        }
    }

    private static void End(RunningStages stages) => stages.EndAllAsync(Emit).WaitForCompletion();

#pragma warning disable RS0030 // The pipeline is gone, and with it the cmdlet's streams.
    private static void Emit() => Console.Error.WriteLine(
        "SoraPS: waiting up to 90 seconds for answers to requests that were sent and may be charged, to write their tasks down.");
#pragma warning restore RS0030
}
