using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace SoraPS.Bench.Machines;

/// <summary>
/// A PostgreSQL server of this measurement, as durable as it is by itself. The programs are the newest of the system, or those in the
/// folder that SORAPS_TEST_POSTGRES names.
/// </summary>
internal sealed class DatabaseServer : IDisposable
{
    // It refuses to run as root, and ends when its input does.
    private const string Script =
        """
        set -e
        folder=$(mktemp -d "${TMPDIR:-/tmp}/soraps-bench-XXXXXX")
        "$1/initdb" -D "$folder/data" -U soraps -A trust -E UTF8 --locale=C.UTF-8 >"$folder/log" 2>&1
        "$1/postgres" -D "$folder/data" -k "$folder" -c listen_addresses=127.0.0.1 -c "port=$2" \
            -c shared_preload_libraries=pg_stat_statements >>"$folder/log" 2>&1 &
        echo started
        cat >/dev/null
        kill -INT $! || true
        wait $! || true
        rm -rf "$folder"
        """;

    private readonly Process _process;
    private readonly int _port = FreePort();

    private DatabaseServer(string programs)
    {
        string[] command = ["sh", "-c", Script, "sh", programs, $"{_port}"];
        string[] asUser = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", .. command] : command;
        _process = Process.Start(new ProcessStartInfo(asUser[0], asUser[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        _process.StandardOutput.ReadLine();
        Version = Answer("SELECT 'PostgreSQL ' || current_setting('server_version')");
        Run("CREATE EXTENSION pg_stat_statements");
    }

    /// <summary>Which server it is.</summary>
    public string Version { get; }

    private string Keywords => $"Host=127.0.0.1;Port={_port};Username=soraps;Database=postgres";

    /// <summary>Starts one; null where there are no programs.</summary>
    public static DatabaseServer? TryStart()
    {
        const string debian = "/usr/lib/postgresql";
        string[] folders =
        [
            Environment.GetEnvironmentVariable("SORAPS_TEST_POSTGRES") ?? "",
            .. (Directory.Exists(debian) ? Directory.GetDirectories(debian) : []).OrderDescending().Select(folder => $"{folder}/bin"),
        ];
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb"))) is { } programs ? new(programs) : null;
    }

    /// <summary>The address of a new ledger, as SORAPS_LEDGER takes it.</summary>
    public string NewLedger()
    {
        string schema = $"ledger_{Guid.NewGuid():N}";
        Run($"CREATE SCHEMA {schema}");
        return $"postgresql://soraps@127.0.0.1:{_port}/postgres?Search Path={schema}";
    }

    /// <summary>Statements so far, as the server counts them.</summary>
    public long Statements() => long.Parse(
        Answer("SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements"), CultureInfo.InvariantCulture);

    /// <summary>Runs a statement.</summary>
    public void Run(string sql) => Answer(sql);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Answer(string sql)
    {
        NpgsqlException? failure = null;
        string? answer = null;
        bool TryAnswer()
        {
            try
            {
                using NpgsqlConnection connection = new($"{Keywords};Pooling=false;Command Timeout=300");
                connection.Open();
                using NpgsqlCommand command = new(sql, connection);
                answer = Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? "";
            }
            catch (NpgsqlException exception) when (exception is not PostgresException { SqlState: not "57P03" })
            {
                // It is still starting.
                failure = exception;
            }

            return answer is not null;
        }

        return SpinWait.SpinUntil(TryAnswer, TimeSpan.FromSeconds(30))
            ? answer!
            : throw new InvalidOperationException("PostgreSQL did not start.", failure);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
