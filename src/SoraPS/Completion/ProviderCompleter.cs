using System.Collections;
using SoraPS.Core.Connections;

namespace SoraPS.Completion;

/// <summary>Offers the session's providers.</summary>
public sealed class ProviderCompleter : SoraCompleter
{
    private protected override IEnumerable<CompletionCandidate> Offers(string typed, IDictionary bound) =>
        Session.Client.Connections.All().Select(one =>
            new CompletionCandidate(one.Name, $"{one.Dialect.Name}, {one.BaseUri}, {Key(one)}"));

    private static string Key(Connection connection) => connection.KeySource switch
    {
        "None" => $"no key ({connection.KeyVariable} is not set)",
        "NotNeeded" => "no key",
        string source => $"has a key ({source})",
    };
}
