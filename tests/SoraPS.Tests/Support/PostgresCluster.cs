using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace SoraPS.Tests.Support;

/// <summary>A PostgreSQL server of one test, which may be killed and started again.</summary>
public sealed class PostgresCluster : IDisposable
{
    private const string Init =
        """
        set -e
        folder=$(mktemp -d "${TMPDIR:-/tmp}/soraps-postgres-XXXXXX")
        "$1/initdb" -D "$folder/data" -U soraps -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/log" 2>&1
        echo "$folder"
        """;

    private readonly string _programs = PostgresServer.Programs!;
    private readonly string _folder;
    private Process? _server;

    /// <summary>Makes and starts it.</summary>
    public PostgresCluster()
    {
        using Process init = Start("sh", "-c", Init, "sh", _programs);
        _folder = init.StandardOutput.ReadToEnd().Trim();
        init.WaitForExit();
        Assert.Equal(0, init.ExitCode);
        Restart();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; } = PostgresServer.FreePort();

    private string Keywords => $"Host=127.0.0.1;Port={Port};Username=soraps;Database=postgres";

    /// <summary>Ends it as a power cut would, as far as processes go.</summary>
    public void Kill()
    {
        // Its own number is on the first line; the process that was started may be the one that changes the user.
        int server = int.Parse(File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        using Process process = Process.GetProcessById(server);
        process.Kill();
        process.WaitForExit();
        _server!.WaitForExit();
    }

    /// <summary>Starts it, again and again while what is left of the last one still ends.</summary>
    public void Restart()
    {
        bool isUp = SpinWait.SpinUntil(
            () =>
            {
                if (_server is null or { HasExited: true })
                {
                    _server = Start(
                        $"{_programs}/postgres", "-D", $"{_folder}/data", "-k", _folder, "-c", "listen_addresses=127.0.0.1",
                        "-c", $"port={Port}", "-c", "max_connections=200", "-c", "fsync=off");
                    _server.ErrorDataReceived += (_, _) => { };
                    _server.BeginErrorReadLine();
                }

                try
                {
                    return PostgresServer.Execute(Keywords, "SELECT 1") is "1";
                }
                catch (NpgsqlException)
                {
                    return false;
                }
            },
            TestPipeline.Timeout);
        Assert.True(isUp, "PostgreSQL does not start again.");
    }

    public void Dispose()
    {
        Kill();
        _server!.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // It refuses to run as root.
    private static Process Start(params string[] command)
    {
        string[] asUser = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", .. command] : command;
        return Process.Start(new ProcessStartInfo(asUser[0], asUser[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
    }
}
