using System.Collections;
using SoraPS.Core.Connections;

namespace SoraPS.Completion;

/// <summary>Offers the models of the chosen provider; of every one while none is chosen.</summary>
public sealed class ModelCompleter : SoraCompleter
{
    private protected override IEnumerable<Offer> Offers(string typed, IDictionary bound) =>
        Chosen.Connection(bound) is { } connection ? Of(connection) : Session.Client.Connections.All().SelectMany(Of);

    private static IEnumerable<Offer> Of(Connection connection)
    {
        IReadOnlyList<SoraModel> models = connection.Dialect.Models;
        if (models.All(model => model.Model != connection.UsualModel))
        {
            yield return new Offer(connection.UsualModel, $"{connection.Name}: default model");
        }

        foreach (SoraModel model in models)
        {
            yield return new Offer(model.Model, $"{connection.Name}: {ModelText.Of(model)}");
        }
    }
}
