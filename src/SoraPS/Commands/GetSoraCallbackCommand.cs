using System.Management.Automation;
using SoraPS.Core.Callbacks;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Shows where callbacks are taken, and how many came.</summary>
[Cmdlet(VerbsCommon.Get, "SoraCallback")]
[OutputType(typeof(SoraCallback))]
public sealed class GetSoraCallbackCommand : SoraCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Session.Client.Callbacks.Receiver is { } receiver)
        {
            WriteObject(View(receiver));
        }
    }

    internal static SoraCallback View(CallbackReceiver receiver) => new()
    {
        Prefix = receiver.Address.Prefix,
        PublicUri = receiver.Address.PublicUri,
        IsSigned = receiver.IsSigned,
        StartedAt = receiver.StartedAt,
        Taken = receiver.Taken,
        Repeated = receiver.Repeated,
        Refused = receiver.Refused,
    };
}
