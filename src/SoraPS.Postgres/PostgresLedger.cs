using System.Data.Common;
using SoraPS.Core.Ledger;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Owners;
using SoraPS.Core.Ledger.Spool;
using SoraPS.Core.Ledger.Store;

namespace SoraPS.Postgres;

/// <summary>A ledger in a PostgreSQL database that any number of machines may use at once.</summary>
public sealed class PostgresLedger : StoredLedger, IServerLedger
{
    // With the writer and what listens, four connections a process.
    private const int MaxReaders = 2;

    private static readonly TimeSpan s_heartbeat = PostgresPresence.LeaseTime / 4;
    private static readonly TimeSpan s_openingTimeout = TimeSpan.FromSeconds(15);

    // What waits is paid for.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    private readonly PostgresSettings _settings;
    private readonly LedgerWrites _writes;
    private readonly PostgresPresence _presence;
    private readonly PostgresHints _hints;
    private readonly ITimer _heart;

    private PostgresLedger(
        PostgresSettings settings,
        PostgresDatabase database,
        LedgerWrites writes,
        OwnerFile file,
        PostgresPresence presence,
        PostgresHints hints,
        TimeSpan timeout)
        : base(database, writes, file, () => PostgresDatabase.Open(settings), MaxReaders, timeout)
    {
        (_settings, _writes, _presence, _hints) = (settings, writes, presence, hints);

        // By the system's clock, whatever the ledger's is: the lease is by the database's.
        _heart = TimeProvider.System.CreateTimer(_ => Beat(), null, s_heartbeat, s_heartbeat);
    }

    /// <inheritdoc/>
    public string Kind => "PostgreSQL";

    /// <inheritdoc/>
    public string Server => _settings.Server;

    /// <inheritdoc/>
    public string Database => _settings.Database;

    /// <summary>Makes it look as if this process had been frozen.</summary>
    internal void ForgetLease() => _presence.ForgetLease();

    /// <summary>Makes it look as if the database had answered nothing for the time of a lease.</summary>
    internal void AgeLease() => _presence.AgeLease();

    /// <summary>Opens a ledger, its tables made if they are not there, and proves that it can be written to.</summary>
    /// <param name="keywords">Npgsql's connection string.</param>
    /// <param name="time">The clock of claims and history; null for the system's.</param>
    /// <exception cref="SoraException">WriteFailed: it cannot be used; what is there is left as it is.</exception>
    public static ILedger Open(string keywords, TimeProvider? time) => Open(keywords, time, s_timeout, null);

    /// <summary>Opens a ledger whose writes wait so long for other processes, and for the database.</summary>
    /// <param name="keywords">Npgsql's connection string.</param>
    /// <param name="time">The clock of claims and history; null for the system's.</param>
    /// <param name="timeout">How long.</param>
    /// <param name="spool">The beginning of the path of what the database cannot take; null for one in the user's data folder.</param>
    internal static PostgresLedger Open(string keywords, TimeProvider? time, TimeSpan timeout, string? spool)
    {
        PostgresSettings settings = PostgresSettings.Of(keywords);
        PostgresDatabase database = OpenFirst(settings);
        try
        {
            PostgresSchema.Prepare(database, settings.Name);
            string id = PostgresSchema.IdOf(database);
            spool ??= SpoolFolder.PathOf(id);
            SpoolFolder.Make(spool);
            LedgerOwner owner = LedgerOwner.New();
            OwnerFile file = new(spool, owner);
            PostgresPresence presence = new(database, spool, owner, file);
            LedgerWrites writes = new(database, presence, time ?? TimeProvider.System);
            TakeOver(spool, database, writes, presence);
            return new PostgresLedger(settings, database, writes, file, presence, new PostgresHints(settings, database, id), timeout);
        }
        catch (Exception exception) when (exception is DbException || database.IsPassing(exception))
        {
            database.Dispose();
            throw NotOpened(database.Explain(exception));
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static PostgresDatabase OpenFirst(PostgresSettings settings)
    {
        try
        {
            return PostgresDatabase.Open(settings);
        }
        catch (SoraException exception)
        {
            throw NotOpened(exception);
        }
    }

    // Nobody waits for a server that was not there to begin with: its address may be wrong.
    private static SoraException NotOpened(SoraException failure)
    {
        Exception? cause = failure.InnerException is LedgerAwayException away ? away.InnerException : failure.InnerException;
        return new SoraException(failure.Kind, failure.Message, cause) { RecommendedAction = failure.RecommendedAction };
    }

    /// <inheritdoc/>
    public async Task<string> VersionAsync()
    {
        IReadOnlyList<string> version = await ReadAsync(
            "SELECT current_setting('server_version')", row => row.Text(0)).ConfigureAwait(false);
        return version[0];
    }

    /// <inheritdoc/>
    public Task TellAsync(string id) => RunAsync(() => _hints.Tell(id));

    /// <inheritdoc/>
    public IDisposable Listen(Action<string> hear) => _hints.Listen(hear);

    /// <inheritdoc/>
    // A process that was frozen, or could not reach the database, asks what is still its own.
    public override async ValueTask<bool> IsHeldAsync(LedgerClaim claim) =>
        _presence.IsUnbroken(claim.Lease) || await RunAsync(() => IsHeld(claim.Task.RequestId)).ConfigureAwait(false);

    /// <inheritdoc/>
    // One that was not frozen goes on while the database is away.
    public override async ValueTask<LedgerHold?> ConfirmAsync(LedgerHold hold)
    {
        try
        {
            return _presence.IsUnbroken(hold.Lease)
                ? hold
                : await RunAsync(() => _writes.Holds.Confirm(hold)).ConfigureAwait(false);
        }
        catch (SoraException exception) when (LedgerAwayException.IsCauseOf(exception) && _presence.IsUnanswered(hold.Lease))
        {
            return hold;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _hints.Dispose();
        await _heart.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    // What a process of this machine kept is known before what it left unanswered becomes Unknown.
    private static void TakeOver(string spool, PostgresDatabase database, LedgerWrites writes, PostgresPresence presence)
    {
        List<LeftFile> left = [];
        database.InTransaction(s_openingTimeout, () =>
        {
            presence.Enter();
            left = LeftFile.FindAll(spool);
            left.ForEach(file => file.Writes.ForEach(writes.Entries.Write));
            writes.Claims.RecoverOrphans();
        });
        left.ForEach(file => file.Remove());
    }

    // A transaction is a heartbeat; one that fails is followed by another.
    private void Beat()
    {
        _presence.Tick();
        try
        {
            _ = RunAsync(Enter).ContinueWith(
                beat => beat.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
        catch (ObjectDisposedException)
        {
            // The ledger is being closed.
        }
    }

    // What others took for Unknown surely was not sent: its row goes back to whoever claims it next.
    private bool IsHeld(string requestId)
    {
        string? state = _presence.StateOfClaim(requestId);
        if (state == nameof(SoraTaskState.Unknown))
        {
            _writes.Entries.Remove(requestId);
        }

        return state == nameof(SoraTaskState.Submitting);
    }

    private bool Enter()
    {
        _presence.Enter();
        return true;
    }
}
