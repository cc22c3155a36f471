using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace SoraPS.Tests.Support;

/// <summary>
/// A PostgreSQL server of this test run, in a temporary folder; it ends with the run, however that ends. The programs are those of the
/// system, or those in the folder that SORAPS_TEST_POSTGRES names.
/// </summary>
public static class PostgresServer
{
    // The server refuses to run as root. It ends when its input does.
    private const string Script =
        """
        set -e
        folder=$(mktemp -d "${TMPDIR:-/tmp}/soraps-postgres-XXXXXX")
        "$1/initdb" -D "$folder/data" -U soraps -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/log" 2>&1
        "$1/postgres" -D "$folder/data" -k "$folder" -c listen_addresses=127.0.0.1 -c "port=$2" -c fsync=off -c max_connections=400 \
            >>"$folder/log" 2>&1 &
        echo started
        cat >/dev/null
        kill -QUIT $! || true
        wait $! || true
        rm -rf "$folder"
        """;

    private static readonly Lazy<string?> s_programs = new(FindPrograms);
    private static readonly Lazy<string> s_keywords = new(Start);

    // It holds the server's input open.
    private static Process? s_server;

    /// <summary>Whether a server can be had here.</summary>
    public static bool IsAvailable => Programs is not null;

    /// <summary>The folder of its programs; null if there are none.</summary>
    public static string? Programs => s_programs.Value;

    /// <summary>How to reach a new schema of its own, as Npgsql's keywords.</summary>
    public static string NewSchema()
    {
        string name = $"test_{Guid.CreateVersion7():N}";
        Execute(s_keywords.Value, $"CREATE SCHEMA {name}");
        return $"{s_keywords.Value};Search Path={name};Application Name={name}";
    }

    /// <summary>Runs a statement as another program would; gives the first value as text.</summary>
    public static string? Execute(string keywords, string sql)
    {
        using NpgsqlConnection connection = new($"{keywords};Pooling=false");
        connection.Open();
        using NpgsqlCommand command = new(sql, connection);
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>How many connections work in a schema.</summary>
    public static int ConnectionsOf(string application) => int.Parse(
        Execute(s_keywords.Value, $"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{application}'")!,
        CultureInfo.InvariantCulture);

    private static string? FindPrograms()
    {
        const string debian = "/usr/lib/postgresql";
        IEnumerable<string> versions = Directory.Exists(debian) ? Directory.GetDirectories(debian) : [];
        string[] folders =
        [
            Environment.GetEnvironmentVariable("SORAPS_TEST_POSTGRES") ?? "",
            .. versions.OrderByDescending(folder => folder.Length).ThenByDescending(folder => folder, StringComparer.Ordinal)
                .Select(folder => $"{folder}/bin"),
            .. Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [],
        ];
        return OperatingSystem.IsWindows() ? null : folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }

    private static string Start()
    {
        int port = FreePort();
        string[] command = ["sh", "-c", Script, "sh", s_programs.Value!, $"{port}"];
        string[] asUser = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", .. command] : command;
        s_server = Process.Start(new ProcessStartInfo(asUser[0], asUser[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("started", s_server.StandardOutput.ReadLine());
        string keywords = $"Host=127.0.0.1;Port={port};Username=soraps;Database=postgres";
        NpgsqlException? failure = null;
        bool isUp = SpinWait.SpinUntil(
            () =>
            {
                try
                {
                    return Execute(keywords, "SELECT 1") is "1";
                }
                catch (NpgsqlException exception)
                {
                    failure = exception;
                    return false;
                }
            },
            TestPipeline.Timeout);
        return isUp ? keywords : throw new InvalidOperationException("PostgreSQL did not start.", failure);
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
