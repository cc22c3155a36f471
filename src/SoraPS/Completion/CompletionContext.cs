using System.Collections;
using SoraPS.Core.Connections;

namespace SoraPS.Completion;

/// <summary>The provider and the model that a command line means so far.</summary>
internal static class CompletionContext
{
    /// <summary>The named connection, else the one that would be used; null if that cannot be told.</summary>
    public static Connection? Connection(IDictionary bound)
    {
        try
        {
            return Session.Client.Connections.Choose(bound["Provider"] as string);
        }
        catch (SoraException)
        {
            return null;
        }
    }

    /// <summary>What is documented of the named model, else of the usual one; null if nothing is.</summary>
    public static SoraModel? Model(IDictionary bound)
    {
        if (Connection(bound) is not { } connection)
        {
            return null;
        }

        string name = bound["Model"] as string ?? connection.UsualModel;
        return connection.Dialect.Models.FirstOrDefault(model =>
            model.Aliases.Prepend(model.Model).Contains(name, StringComparer.OrdinalIgnoreCase));
    }
}
