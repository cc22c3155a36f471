namespace SoraPS.Core.Connections;

/// <summary>Tells where the values of a connection come from.</summary>
internal static class ConnectionSources
{
    /// <summary>Default, User or Session, by the name of each property of <see cref="SoraProvider"/> that can be set.</summary>
    /// <param name="now">The connection.</param>
    /// <param name="user">As the user's settings leave it.</param>
    /// <param name="original">As it would be without any.</param>
    public static IReadOnlyDictionary<string, string> Of(Connection now, Connection user, Connection original)
    {
        OrderedDictionary<string, string> sources = [];
        void Add(string name, Func<Connection, object?> value) => sources[name] =
            !Equals(value(now), value(user)) ? "Session" : !Equals(value(user), value(original)) ? "User" : "Default";

        Add(nameof(SoraProvider.Dialect), one => one.Dialect);
        Add(nameof(SoraProvider.BaseUri), one => (one.BaseUri, one.Query));
        Add(nameof(SoraProvider.DefaultModel), one => one.DefaultModel);
        Add(nameof(SoraProvider.KeyVariable), one => one.KeyVariable);
        Add(nameof(SoraProvider.KeyHeader), one => one.OwnKeyHeader);
        Add(nameof(SoraProvider.SecretName), one => one.Secret?.Name);
        Add(nameof(SoraProvider.Vault), one => one.Secret?.Vault);
        Add(nameof(SoraProvider.Proxy), one => one.Proxy?.Identity);
        Add(nameof(SoraProvider.RequestsPerMinute), one => one.RequestsPerMinute);
        Add(nameof(SoraProvider.ConcurrentTasks), one => one.ConcurrentTasks);
        Add(nameof(SoraProvider.PollIntervalSec), one => one.PollInterval);
        return sources;
    }
}
