using System.Management.Automation;
using SoraPS.Core.Http;
using SoraPS.Core.Providers;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>Asks a free endpoint whether a provider answers and its key is good. Nothing is charged.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SoraProvider")]
[OutputType(typeof(bool))]
public sealed class TestSoraProviderCommand : SoraCmdlet
{
    /// <summary>Names.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        HelpMessage = "Names of providers. Without it the default one, else the only one that has a key.")]
    public string[] Name { get; set; } = [""];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            WithConnection(name, connection => Run(() => TestAsync(connection.Name), connection.Name));
        }
    }

    private async Task TestAsync(string name)
    {
        Gateway gateway = Session.Client.GatewayOf(name);
        if (gateway.Connection.Dialect.KeyCheck is not { } check)
        {
            throw new SoraException(SoraErrorKind.InvalidRequest, $"{name} has no free request that would tell whether its key is good.");
        }

        bool isGood = await AnswersAsync(gateway, check).ConfigureAwait(false);
        _results.Enqueue(isGood);
    }
}
