namespace SoraPS.Tests.Support;

/// <summary>A test of what needs a PostgreSQL server.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.IsAvailable ? null : "No PostgreSQL server can be had here.";
}
