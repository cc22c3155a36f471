using SoraPS.Core.Dialects;
using SoraPS.Core.Settings;

namespace SoraPS.Core.Connections;

/// <summary>
/// The connections of this process: the built-in ones, over them what the user's settings say, and over these what the session
/// changed. The settings are read when a connection is first asked for. Thread-safe.
/// </summary>
public sealed class ConnectionRegistry
{
    private readonly Lock _lock = new();
    private readonly SettingsFile? _file;
    private readonly Func<string, string?, ISecretSource> _secrets;
    private readonly Dictionary<string, Connection> _connections = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<string, Connection> _ofUser = new(StringComparer.OrdinalIgnoreCase);
    private UserSettings? _settings;
    private SoraException? _problem;
    private string? _default;

    /// <summary>Starts with one connection per dialect.</summary>
    /// <param name="file">The user's settings; null for none.</param>
    /// <param name="secrets">Finds the secret of a name in a vault; null where there are no vaults.</param>
    public ConnectionRegistry(SettingsFile? file = null, Func<string, string?, ISecretSource>? secrets = null)
    {
        _file = file;
        _secrets = secrets ?? ((name, vault) => new NoSecret(name, vault));
    }

    /// <summary>All connections, by name.</summary>
    public IReadOnlyList<Connection> All()
    {
        lock (_lock)
        {
            return [.. Loaded().Values.OrderBy(connection => connection.Name, StringComparer.OrdinalIgnoreCase)];
        }
    }

    /// <summary>The name that was made the default, or null.</summary>
    public string? Default
    {
        get
        {
            lock (_lock)
            {
                Loaded();
                return _default;
            }
        }
    }

    /// <summary>Why the user's settings do not apply; null if they do.</summary>
    public SoraException? SettingsProblem
    {
        get
        {
            lock (_lock)
            {
                Loaded();
                return _problem;
            }
        }
    }

    /// <summary>The connection of a name, or null.</summary>
    public Connection? Find(string name)
    {
        lock (_lock)
        {
            return Loaded().GetValueOrDefault(name);
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

    /// <summary>Adds or replaces a connection, for this process.</summary>
    public void Set(Connection connection)
    {
        lock (_lock)
        {
            Loaded()[connection.Name] = connection;
        }
    }

    /// <summary>Makes a connection the default of this process; null for none.</summary>
    public void SetDefault(string? name)
    {
        lock (_lock)
        {
            Loaded();
            _default = name;
        }
    }

    /// <summary>A connection with what is set, or a new one; nothing is changed yet.</summary>
    /// <exception cref="SoraException">InvalidRequest or ProviderNotChosen: it cannot be.</exception>
    public Connection Changed(string name, ProviderSettings settings) =>
        (Find(name) ?? ConnectionSettings.New(name, settings.Dialect)).With(settings, _secrets);

    /// <summary>Changes the user's settings, which other processes read when they start.</summary>
    /// <param name="name">The connection.</param>
    /// <param name="settings">What is set, over what the file says; null takes the connection out of the file.</param>
    /// <param name="makesDefault">Whether commands that name no provider use it.</param>
    /// <exception cref="SoraException">InvalidRequest: the file cannot be used; WriteFailed.</exception>
    public void ChangeUser(string name, ProviderSettings? settings, bool makesDefault)
    {
        lock (_lock)
        {
            Loaded();
            SettingsFile file = _file ?? new SettingsFile(null);
            Dictionary<string, Connection> connections = [];
            UserSettings changed = file.Change(earlier =>
            {
                UserSettings next = earlier.With(name, settings);
                bool isDefault = name.Equals(next.DefaultProvider, StringComparison.OrdinalIgnoreCase);
                next = next with
                {
                    DefaultProvider = makesDefault ? name : isDefault && settings is null ? null : next.DefaultProvider,
                };
                connections = Of(next);
                return next;
            });
            (_settings, _ofUser, _problem) = (changed, connections, null);
        }
    }

    /// <summary>Whether the user's settings have a connection of that name.</summary>
    public bool IsInSettings(string name)
    {
        lock (_lock)
        {
            Loaded();
            return _settings!.Providers.ContainsKey(name);
        }
    }

    /// <summary>
    /// Brings a connection back to how the user's settings, or else the module, have it; one that neither has is gone. False if there
    /// is none.
    /// </summary>
    public bool Remove(string name)
    {
        lock (_lock)
        {
            if (!Loaded().Remove(name))
            {
                return false;
            }

            if (_ofUser.GetValueOrDefault(name) is { } original)
            {
                _connections[original.Name] = original;
            }

            if (string.Equals(_default, name, StringComparison.OrdinalIgnoreCase))
            {
                _default = _settings!.DefaultProvider;
            }

            return true;
        }
    }

    /// <summary>The view of a connection that users get.</summary>
    public SoraProvider Show(Connection connection)
    {
        lock (_lock)
        {
            bool isDefault = string.Equals(connection.Name, _default, StringComparison.OrdinalIgnoreCase);
            Connection original = Original(connection.Name, connection.Dialect.Name);
            Connection ofUser = _ofUser.GetValueOrDefault(connection.Name) ?? original;
            return connection.ToProvider(isDefault) with { Sources = ConnectionSources.Of(connection, ofUser, original) };
        }
    }

    private static Connection Original(string name, string? dialect) =>
        DialectCatalog.Find(name) is { } builtIn ? ConnectionSettings.BuiltIn(builtIn) : ConnectionSettings.New(name, dialect);

    private Dictionary<string, Connection> Loaded()
    {
        if (_settings is not null)
        {
            return _connections;
        }

        try
        {
            UserSettings settings = _file?.Read() ?? new UserSettings();
            _ofUser = Of(settings);
            _settings = settings;
        }
        catch (SoraException exception)
        {
            _problem = exception;
            _settings = new UserSettings();
            _ofUser = Of(_settings);
        }

        foreach ((string name, Connection connection) in _ofUser)
        {
            _connections[name] = connection;
        }

        _default = _settings.DefaultProvider;
        return _connections;
    }

    // The connections without what the session changes.
    private Dictionary<string, Connection> Of(UserSettings settings)
    {
        Dictionary<string, Connection> connections = DialectCatalog.All
            .ToDictionary(dialect => dialect.Name, ConnectionSettings.BuiltIn, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, ProviderSettings one) in settings.Providers)
        {
            try
            {
                connections[name] = Original(connections.GetValueOrDefault(name)?.Name ?? name, one.Dialect).With(one, _secrets);
            }
            catch (SoraException exception)
            {
                throw _file!.Unusable($", provider {name}: {exception.Message}", exception);
            }
        }

        // Rows that name no provider must not go, and be paid for, somewhere else.
        return settings.DefaultProvider is not { Length: > 0 } usual || connections.ContainsKey(usual)
            ? connections
            : throw _file!.Unusable($": there is no provider '{usual}', which is its default", null);
    }

    private static string Names(IEnumerable<Connection> connections) => string.Join(", ", connections.Select(one => one.Name));

    private static SoraException NotChosen(string message, string action) =>
        new(SoraErrorKind.ProviderNotChosen, message) { RecommendedAction = action };
}
