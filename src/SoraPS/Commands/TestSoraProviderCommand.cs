using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Core.Gateways;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Asks a free endpoint whether a provider answers and its key is good. Nothing is charged.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SoraProvider")]
[OutputType(typeof(bool))]
public sealed class TestSoraProviderCommand : SoraCmdlet
{
    /// <summary>Names.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Provider names. Default: the default provider, or else the only one that is ready to use.")]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string[] Name { get; set; } = [""];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            Try(name, () => Test(Session.Client.GatewayOf(name)));
        }
    }

    // False is an answer, with its reason as a warning; an error means that there is none.
    private void Test(Gateway gateway)
    {
        try
        {
            if (Await(gateway.CheckKeyAsync) is { } balance)
            {
                WriteVerbose($"{gateway.Connection.Name}: the account has {balance}.");
            }

            WriteObject(true);
        }
        catch (SoraException exception) when (exception.Kind is SoraErrorKind.ApiKeyMissing or SoraErrorKind.AuthenticationFailed
            or SoraErrorKind.PermissionDenied or SoraErrorKind.GatewayUnavailable)
        {
            WriteWarning($"{exception.Message} {exception.RecommendedAction}");
            WriteObject(false);
        }
    }
}
