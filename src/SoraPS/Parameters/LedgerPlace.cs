using System.Management.Automation;
using System.Net;
using SoraPS.Core.Ledger;

namespace SoraPS.Parameters;

/// <summary>The place of a ledger that -Path, or -ConnectionString and -Credential, name.</summary>
internal static class LedgerPlace
{
    /// <summary>What a person is told of a database: its connection string may hold a password.</summary>
    public const string Database = "a PostgreSQL database";

    /// <summary>A file.</summary>
    /// <exception cref="SoraException">It names a database instead, or files cannot be there.</exception>
    public static string OfFile(string path, SessionState session)
    {
        LedgerLocation.RequireFile(path);
        return FilePath.Resolve(path, session);
    }

    /// <summary>A database.</summary>
    /// <exception cref="SoraException">The connection string cannot be read.</exception>
    public static string OfDatabase(string connectionString, PSCredential? credential)
    {
        NetworkCredential? user = credential?.GetNetworkCredential();
        return ConnectionText.ToPlace(connectionString, user?.UserName, user?.Password);
    }
}
