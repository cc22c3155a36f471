using System.Management.Automation;
using SoraPS.Core.Callbacks;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Takes no more callbacks.</summary>
[Cmdlet(VerbsLifecycle.Stop, "SoraCallback", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StopSoraCallbackCommand : SoraCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        CallbackCenter callbacks = Session.Client.Callbacks;
        if (callbacks.Receiver is { } receiver && ShouldProcess(receiver.Address.Prefix, "Stop taking callbacks"))
        {
            callbacks.StopAsync().WaitForCompletion();
        }
    }
}
