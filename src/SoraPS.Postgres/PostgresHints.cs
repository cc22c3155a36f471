using System.Globalization;
using Npgsql;
using SoraPS.Core.Ledger.Database;

namespace SoraPS.Postgres;

/// <summary>
/// What processes on one ledger tell each other, by the server's LISTEN and NOTIFY. Nothing rests on it: while the connection is away,
/// nothing is heard.
/// </summary>
/// <param name="settings">How to reach the database.</param>
/// <param name="writer">The writer's connection, which tells.</param>
/// <param name="ledgerId">What tells the ledger from others in the database: a UUID.</param>
internal sealed class PostgresHints(PostgresSettings settings, PostgresDatabase writer, string ledgerId) : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly string _channel = $"soraps_{Guid.Parse(ledgerId, CultureInfo.InvariantCulture):N}";
    private readonly PreparedCommand _tell = new(writer, "SELECT pg_notify($1, $2)", ColumnType.Text, ColumnType.Text);
    private readonly Lock _lock = new();
    private Action<string>? _hear;
    private CancellationTokenSource? _stop;

    /// <summary>Tells all who listen, this process too, when the writer's transaction is durable.</summary>
    public bool Tell(string text) => _tell.Read(_ => true, _channel, text).Count > 0;

    /// <summary>Hears what is told, until it is disposed of. All who listen share one connection.</summary>
    public IDisposable Listen(Action<string> hear)
    {
        lock (_lock)
        {
            _hear += hear;
            if (_stop is null)
            {
                _stop = new CancellationTokenSource();
                _ = ListenAsync(_stop.Token);
            }
        }

        return new Listener(this, hear);
    }

    /// <summary>Hears nothing any more.</summary>
    public void Dispose() => End(_hear);

    private void End(Action<string>? hear)
    {
        lock (_lock)
        {
            _hear -= hear;
            if (_hear is null)
            {
                // Not disposed of: without a timer it holds nothing, and its token is still asked.
                _stop?.Cancel();
                _stop = null;
            }
        }
    }

    private async Task ListenAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await HearAsync(stop).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // Nobody listens any more; or what keeps it from listening may pass, and polling finds meanwhile what was told.
                await Task.Delay(s_pause, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task HearAsync(CancellationToken stop)
    {
        NpgsqlConnection connection = settings.NewConnection();
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(stop).ConfigureAwait(false);
            connection.Notification += (_, told) => Volatile.Read(ref _hear)?.Invoke(told.Payload);
            NpgsqlCommand listen = new($"LISTEN {_channel}", connection);
            await using (listen.ConfigureAwait(false))
            {
                await listen.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
            }

            while (true)
            {
                await connection.WaitAsync(stop).ConfigureAwait(false);
            }
        }
    }

    private sealed class Listener(PostgresHints hints, Action<string> hear) : IDisposable
    {
        public void Dispose() => hints.End(hear);
    }
}
