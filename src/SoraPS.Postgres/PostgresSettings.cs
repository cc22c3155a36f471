using System.Data.Common;
using Npgsql;

namespace SoraPS.Postgres;

/// <summary>How to reach a database, and what may be shown of it.</summary>
internal sealed class PostgresSettings
{
    private const int IdleProbeSeconds = 10;
    private const int CommandSeconds = 15;
    private const int MaxPrepared = 64;

    private PostgresSettings(NpgsqlConnectionStringBuilder builder) => Builder = builder;

    /// <summary>Where the ledger is, for messages: no user, no password.</summary>
    public string Name => $"postgresql://{Server}/{Database}";

    /// <summary>The hosts.</summary>
    public string Server => Builder.Host!;

    /// <summary>The database; as the user is called, if none is named.</summary>
    public string Database => Builder.Database ?? Builder.Username ?? Environment.UserName;

    private NpgsqlConnectionStringBuilder Builder { get; }

    /// <summary>Reads the keywords of Npgsql; what they leave out is set for a ledger.</summary>
    /// <exception cref="SoraException">WriteFailed: they cannot be understood.</exception>
    public static PostgresSettings Of(string keywords)
    {
        try
        {
            NpgsqlConnectionStringBuilder builder = new(keywords);
            DbConnectionStringBuilder given = new() { ConnectionString = keywords };
            builder.Host ??= "localhost";
            builder.ApplicationName ??= "SoraPS";
            builder.Pooling = false;
            builder.Enlist = false;
            builder.PersistSecurityInfo = false;
            builder.IncludeErrorDetail = false;
            builder.TcpKeepAlive = true;
            builder.KeepAlive = Given(builder.KeepAlive, IdleProbeSeconds, given, "Keepalive");
            builder.CommandTimeout = Given(builder.CommandTimeout, CommandSeconds, given, "Command Timeout", "CommandTimeout");
            builder.MaxAutoPrepare = Given(builder.MaxAutoPrepare, MaxPrepared, given, "Max Auto Prepare", "MaxAutoPrepare");
            builder.AutoPrepareMinUsages = Given(
                builder.AutoPrepareMinUsages, 2, given, "Auto Prepare Min Usages", "AutoPrepareMinUsages");
            if (builder.Host.Contains(',') && builder.TargetSessionAttributes is null)
            {
                builder.TargetSessionAttributes = "primary";
            }

            return new PostgresSettings(builder);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException)
        {
            // What it says may quote a value.
            throw new SoraException(SoraErrorKind.WriteFailed, "The ledger's connection string holds what Npgsql does not know.")
            {
                RecommendedAction = "See https://www.npgsql.org/doc/connection-string-parameters.html.",
            };
        }
    }

    /// <summary>A connection that is closed.</summary>
    public NpgsqlConnection NewConnection() => new(Builder.ConnectionString);

    private static int Given(int value, int usual, DbConnectionStringBuilder given, params string[] names) =>
        names.Any(given.ContainsKey) ? value : usual;
}
