namespace SoraPS.Core.Ledger.Database;

/// <summary>Keeps, outside the database, what must not be lost while the database cannot take it.</summary>
internal interface IWriteSpool : IDisposable
{
    /// <summary>Full path of the file that it is kept in, for messages.</summary>
    string Path { get; }

    /// <summary>Keeps a write durably; false if that is not possible either.</summary>
    bool TryKeep(KeptWrite write);

    /// <summary>Forgets all that is kept: the database has taken it.</summary>
    /// <exception cref="IOException">It is still kept.</exception>
    void Clear();
}
