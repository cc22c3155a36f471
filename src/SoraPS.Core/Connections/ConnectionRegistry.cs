using SoraPS.Core.Dialects;
using SoraPS.Core.Dialects.Shared;

namespace SoraPS.Core.Connections;

/// <summary>The connections of this process: the built-in ones, and what Set-SoraProvider changed or added. Thread-safe.</summary>
public sealed class ConnectionRegistry
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Connection> _connections = new(StringComparer.OrdinalIgnoreCase);
    private string? _default;

    /// <summary>Starts with one connection per dialect.</summary>
    public ConnectionRegistry()
    {
        foreach (Dialect dialect in DialectCatalog.All)
        {
            _connections[dialect.Name] = BuiltIn(dialect);
        }
    }

    /// <summary>All connections, by name.</summary>
    public IReadOnlyList<Connection> All()
    {
        lock (_lock)
        {
            return [.. _connections.Values.OrderBy(connection => connection.Name, StringComparer.OrdinalIgnoreCase)];
        }
    }

    /// <summary>The name that was made the default, or null.</summary>
    public string? Default
    {
        get
        {
            lock (_lock)
            {
                return _default;
            }
        }
    }

    /// <summary>The connection of a name, or null.</summary>
    public Connection? Find(string name)
    {
        lock (_lock)
        {
            return _connections.GetValueOrDefault(name);
        }
    }

    /// <summary>The named connection; without a name the default one, else the only one that has a key.</summary>
    /// <exception cref="SoraException">ProviderNotChosen, naming the choices.</exception>
    public Connection Choose(string? name)
    {
        if (!string.IsNullOrEmpty(name))
        {
            return Find(name) ?? throw NotChosen(
                $"There is no provider '{name}'. There are: {Names(All())}.",
                "Correct the name, or add it with Set-SoraProvider -Name -Dialect -BaseUri.");
        }

        if (Default is { } preferred && Find(preferred) is { } found)
        {
            return found;
        }

        Connection[] usable = [.. All().Where(connection => connection.KeySource != "None")];
        return usable switch
        {
            [Connection only] => only,
            [] => throw NotChosen(
                $"No provider was named and none has a key. There are: {Names(All())}.",
                "Set a key, such as $env:LINKMODEL_API_KEY, or name a provider with -Provider."),
            _ => throw NotChosen(
                $"No provider was named and several have keys: {Names(usable)}.",
                "Name one with -Provider, or choose one with Set-SoraProvider -Default."),
        };
    }

    /// <summary>What <see cref="Choose"/> gives; null where it throws.</summary>
    public Connection? TryChoose(string? name)
    {
        try
        {
            return Choose(name);
        }
        catch (SoraException)
        {
            return null;
        }
    }

    /// <summary>Adds or replaces a connection.</summary>
    public void Set(Connection connection)
    {
        lock (_lock)
        {
            _connections[connection.Name] = connection;
        }
    }

    /// <summary>Makes a connection the default; null for none.</summary>
    public void SetDefault(string? name)
    {
        lock (_lock)
        {
            _default = name;
        }
    }

    /// <summary>Removes an added connection, or brings a built-in one back to how it came. False if there is none.</summary>
    public bool Remove(string name)
    {
        lock (_lock)
        {
            if (!_connections.Remove(name))
            {
                return false;
            }

            if (string.Equals(_default, name, StringComparison.OrdinalIgnoreCase))
            {
                _default = null;
            }

            if (DialectCatalog.Find(name) is { } dialect)
            {
                _connections[dialect.Name] = BuiltIn(dialect);
            }

            return true;
        }
    }

    private static Connection BuiltIn(Dialect dialect) => new()
    {
        Name = dialect.Name,
        Dialect = dialect,
        BaseUri = dialect.DefaultBaseUri,
        KeyVariable = dialect.KeyVariable,
        IsBuiltIn = true,
    };

    private static string Names(IEnumerable<Connection> connections) => string.Join(", ", connections.Select(one => one.Name));

    private static SoraException NotChosen(string message, string action) =>
        new(SoraErrorKind.ProviderNotChosen, message) { RecommendedAction = action };
}
