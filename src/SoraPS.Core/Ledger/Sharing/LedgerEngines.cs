using System.Reflection;
using System.Runtime.Loader;
using SoraPS.Core.Ledger.Sqlite;

namespace SoraPS.Core.Ledger.Sharing;

/// <summary>Opens a ledger of the kind that its place names.</summary>
public static class LedgerEngines
{
    private const string Assembly = "SoraPS.Postgres";

    // A server's driver is large: it is looked for where the first such ledger is opened.
    private static readonly Lazy<Func<string, TimeProvider?, ILedger>> s_openPostgres = new(() => AssemblyLoadContext
        .GetLoadContext(typeof(LedgerEngines).Assembly)!
        .LoadFromAssemblyName(new AssemblyName(Assembly))
        .GetType($"{Assembly}.PostgresLedger", throwOnError: true)!
        .GetMethod("Open", [typeof(string), typeof(TimeProvider)])!
        .CreateDelegate<Func<string, TimeProvider?, ILedger>>());

    /// <summary>Opens the ledger, made if it is not there, and proves that it can be written to.</summary>
    /// <param name="place">Path of a file, or the place of a database (see <see cref="ConnectionText"/>).</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="SoraException">WriteFailed: it cannot be used; what is there is left as it is.</exception>
    public static ILedger Open(string place, TimeProvider? time = null) => ConnectionText.IsDatabase(place)
        ? s_openPostgres.Value(ConnectionText.KeywordsOf(place), time)
        : SqliteLedger.Open(place, time);
}
