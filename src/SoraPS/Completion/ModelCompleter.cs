using System.Collections;
using SoraPS.Core.Connections;

namespace SoraPS.Completion;

/// <summary>Offers the models of the chosen provider; of every one while none is chosen.</summary>
public sealed class ModelCompleter : SoraCompleter
{
    private protected override IEnumerable<CompletionCandidate> Offers(string typed, IDictionary bound) =>
        CompletionContext.Connection(bound) is { } connection ? Of(connection) : Session.Client.Connections.All().SelectMany(Of);

    private static IEnumerable<CompletionCandidate> Of(Connection connection)
    {
        IReadOnlyList<SoraModel> models = connection.Dialect.Models;
        if (models.All(model => model.Model != connection.UsualModel))
        {
            yield return new CompletionCandidate(connection.UsualModel, $"{connection.Name}: default model");
        }

        foreach (SoraModel model in models)
        {
            yield return new CompletionCandidate(model.Model, $"{connection.Name}: {ModelText.Of(model)}");
        }
    }
}
