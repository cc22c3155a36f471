using System.Management.Automation;
using SoraPS.Completion;
using SoraPS.Core.Connections;
using SoraPS.Core.Costs;
using SoraPS.Core.Gateways;
using SoraPS.Parameters;
using SoraPS.Pipeline;

namespace SoraPS.Commands;

/// <summary>
/// Shows the models that gateways document, with allowed values and prices; -Online asks a gateway for its list.
/// </summary>
[Cmdlet(VerbsCommon.Get, "SoraModel")]
[OutputType(typeof(SoraModel))]
public sealed class GetSoraModelCommand : SoraCmdlet
{
    private PriceBook _prices = PriceBook.Published;

    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0, HelpMessage = "Model names. Wildcards are allowed. Default: all models.")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public string[] Model { get; set; } = ["*"];

    /// <summary>The provider.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true,
        HelpMessage = "Provider name. Default: every provider; with -Online, the default provider.")]
    [Alias("Name")]
    [EmptyIsNull]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    public string? Provider { get; set; }

    /// <summary>Ask the gateway.</summary>
    [Parameter(HelpMessage = "Requests the current model list from the gateway, where available.")]
    public SwitchParameter Online { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _prices = PriceBook.Load();
        }
        catch (SoraException exception)
        {
            Terminate(exception);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Try(Provider, () =>
    {
        foreach (SoraModel model in Online ? Listed() : Documented())
        {
            if (Model.Any(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase).IsMatch(model.Model)))
            {
                WriteObject(model);
            }
        }
    });

    private IEnumerable<SoraModel> Listed()
    {
        Gateway gateway = Session.Client.GatewayOf(Provider);
        return Priced(gateway.Connection, Await((log, ct) => gateway.ListModelsAsync(log, ct)));
    }

    private IEnumerable<SoraModel> Documented()
    {
        ConnectionRegistry connections = Session.Client.Connections;
        IEnumerable<Connection> chosen = Provider is null ? connections.All() : [connections.Choose(Provider)];
        return chosen.SelectMany(connection => Priced(connection, connection.Dialect.Models));
    }

    private IEnumerable<SoraModel> Priced(Connection connection, IEnumerable<SoraModel> models) =>
        models.Select(model => model with
        {
            Provider = connection.Name,
            Prices = _prices.PricesOf(connection, model.Model),
        });
}
