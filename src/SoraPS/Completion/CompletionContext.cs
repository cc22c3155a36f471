using System.Collections;
using SoraPS.Core.Connections;

namespace SoraPS.Completion;

/// <summary>The provider and the model that a command line means so far.</summary>
internal static class CompletionContext
{
    /// <summary>The named connection, else the one that would be used; null if that cannot be told.</summary>
    public static Connection? Connection(IDictionary bound) => Session.Client.Connections.TryChoose(bound["Provider"] as string);

    /// <summary>What is documented of the named model, else of the usual one; null if nothing is.</summary>
    public static SoraModel? Model(IDictionary bound) => Connection(bound) is { } connection
        ? connection.Dialect.FindModel(bound["Model"] as string ?? connection.UsualModel)
        : null;
}
