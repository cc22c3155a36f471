namespace SoraPS.Core.Ledger;

/// <summary>A ledger on a server, which processes on several machines may use at once.</summary>
public interface IServerLedger : ILedger
{
    /// <summary>Kind of the server, such as PostgreSQL.</summary>
    string Kind { get; }

    /// <summary>Host names of the server.</summary>
    string Server { get; }

    /// <summary>Name of the database there.</summary>
    string Database { get; }

    /// <summary>Which version the server runs, such as 17.2.</summary>
    Task<string> VersionAsync();
}
