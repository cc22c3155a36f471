using System.Management.Automation;
using SoraPS.Core.Callbacks;
using SoraPS.Core.Connections;
using SoraPS.Parameters;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Takes gateways' callbacks, so that finished tasks are seen at once.</summary>
[Cmdlet(VerbsLifecycle.Start, "SoraCallback", SupportsShouldProcess = true)]
[OutputType(typeof(SoraCallback))]
public sealed class StartSoraCallbackCommand : SoraCmdlet
{
    /// <summary>Where to listen.</summary>
    [Parameter(Mandatory = true, Position = 0,
        HelpMessage = "Address to listen on, such as http://127.0.0.1:8787/, or http://+:8787/ for all addresses of this machine.")]
    [ValidateNotNullOrEmpty]
    public string Prefix { get; set; } = "";

    /// <summary>What gateways are told.</summary>
    [Parameter(Position = 1,
        HelpMessage = "Address by which gateways reach the prefix, such as https://hooks.example.org/sora. Default: the prefix itself, "
            + "which only gateways on your own network can reach.")]
    [Address]
    public Uri? PublicUri { get; set; }

    /// <summary>The secret of signatures.</summary>
    [Parameter(HelpMessage = "Secret with which OpenAI-shaped servers sign their webhooks: a SecureString, a credential whose password is "
        + "the secret, or plain text. Receivers with the same secret take each other's callbacks.")]
    [Key]
    public ApiKey? WebhookSecret { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => Try(Prefix, () =>
    {
        if (!ShouldProcess(Prefix, "Take callbacks"))
        {
            return;
        }

        CallbackOptions options = new() { Prefix = Prefix, PublicUri = PublicUri, WebhookSecret = WebhookSecret };
        CallbackReceiver receiver = Session.Client.Callbacks.Start(options);
        if (!receiver.Address.IsPublic)
        {
            WriteWarning("Only gateways on your own network are told this address: others call back to public https addresses only, "
                + "such as -PublicUri https://hooks.example.org/sora.");
        }

        WriteObject(GetSoraCallbackCommand.View(receiver));
    });
}
