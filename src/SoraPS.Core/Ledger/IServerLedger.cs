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

    /// <summary>Tells all processes that listen on the ledger, this one too, that a task is worth a look.</summary>
    /// <param name="id">The task's request id, or its gateway's id.</param>
    /// <exception cref="SoraException">WriteFailed: it cannot be told now.</exception>
    Task TellAsync(string id);

    /// <summary>Hears what is told, until it is disposed of; nothing while the server is away.</summary>
    /// <param name="hear">Called with each id, on any thread.</param>
    IDisposable Listen(Action<string> hear);
}
