using System.Data.Common;

namespace SoraPS.Core.Ledger;

/// <summary>
/// Where a PostgreSQL ledger is: <c>postgresql:</c> and the keywords of Npgsql. It may hold a password, so no message shows it.
/// </summary>
public static class ConnectionText
{
    /// <summary>What it begins with; a path never does.</summary>
    public const string Scheme = "postgresql:";

    private const string ShortScheme = "postgres:";

    private static readonly Dictionary<string, string> s_keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["dbname"] = "Database",
        ["host"] = "Host",
        ["options"] = "Options",
        ["password"] = "Password",
        ["port"] = "Port",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["target_session_attrs"] = "Target Session Attributes",
        ["user"] = "Username",
    };

    /// <summary>Whether a ledger's place is a database.</summary>
    public static bool IsDatabase(string place) => place.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>Whether a text is an address such as postgresql://user@host/database.</summary>
    public static bool IsAddress(string text) => text.StartsWith($"{Scheme}//", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith($"{ShortScheme}//", StringComparison.OrdinalIgnoreCase);

    /// <summary>The keywords of a place that <see cref="IsDatabase"/>.</summary>
    public static string KeywordsOf(string place) => place[Scheme.Length..];

    /// <summary>The place that a user names by an address or by keywords.</summary>
    /// <param name="text">Address or keywords.</param>
    /// <param name="user">User name; null for the one in the text, or else what Npgsql takes.</param>
    /// <param name="password">Its password, or null.</param>
    /// <exception cref="SoraException">WriteFailed: it is neither.</exception>
    public static string ToPlace(string text, string? user = null, string? password = null)
    {
        try
        {
            DbConnectionStringBuilder keywords = IsAddress(text) ? OfAddress(text) : new() { ConnectionString = text };
            if (user is not null)
            {
                keywords["Username"] = user;
                keywords["Password"] = password;
            }

            return Scheme + keywords.ConnectionString;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // What it says may quote the text.
            throw new SoraException(SoraErrorKind.WriteFailed, "The ledger's connection string cannot be understood.")
            {
                RecommendedAction = "Give an address such as postgresql://user@host/database, or keywords such as "
                    + "Host=host;Username=user;Database=database.",
            };
        }
    }

    // A URI as libpq takes it, which may name several hosts: Uri does not.
    private static DbConnectionStringBuilder OfAddress(string text)
    {
        DbConnectionStringBuilder keywords = [];
        string rest = text[(text.IndexOf("//", StringComparison.Ordinal) + 2)..];
        string[] halves = rest.Split('?', 2);
        string[] authorityAndDatabase = halves[0].Split('/', 2);
        string authority = authorityAndDatabase[0];
        int at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            string[] user = authority[..at].Split(':', 2);
            Set(keywords, "Username", user[0]);
            Set(keywords, "Password", user.ElementAtOrDefault(1));
        }

        Set(keywords, "Host", authority[(at + 1)..]);
        Set(keywords, "Database", authorityAndDatabase.ElementAtOrDefault(1));
        foreach (string setting in halves.ElementAtOrDefault(1)?.Split('&', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            string[] pair = setting.Split('=', 2);
            string name = Uri.UnescapeDataString(pair[0]);
            string value = pair.ElementAtOrDefault(1) ?? "";
            Set(keywords, s_keywords.GetValueOrDefault(name, name), value);
        }

        return keywords;
    }

    private static void Set(DbConnectionStringBuilder keywords, string keyword, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            keywords[keyword] = Uri.UnescapeDataString(value);
        }
    }
}
