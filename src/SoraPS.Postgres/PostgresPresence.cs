using System.Globalization;
using SoraPS.Core.Ledger.Database;
using SoraPS.Core.Ledger.Owners;
using SoraPS.Core.Ledger.Spool;

namespace SoraPS.Postgres;

/// <summary>
/// Who is alive, by the table of processes and the database's clock: each transaction of an owner is a heartbeat, and one that has
/// been silent for the time of a lease is taken for dead. It may come back, and then asks what is still its own.
/// </summary>
internal sealed class PostgresPresence : IOwnerPresence, ITransactionObserver
{
    /// <summary>After so long a silence, an owner is taken for dead; tests of many processes set a shorter one.</summary>
    public static readonly TimeSpan LeaseTime = AppContext.GetData("SoraPS.LedgerLease") is TimeSpan shorter
        ? shorter
        : TimeSpan.FromSeconds(30);

    /// <summary>SQL for a heartbeat that is young enough.</summary>
    public static readonly string IsFresh = string.Create(
        CultureInfo.InvariantCulture, $"beat_at >= clock_timestamp() - interval '{LeaseTime.TotalSeconds} seconds'");

    // The server counts from a moment after the one that is known here, and its clock may run faster.
    private static readonly TimeSpan s_margin = LeaseTime / 3;

    private readonly SleepWatch _sleep = new(TimeProvider.System, LeaseTime / 2);
    private readonly string _spool;
    private readonly OwnerFile _file;
    private readonly PreparedCommand _enter;
    private readonly PreparedCommand _leave;
    private readonly PreparedCommand _isAlive;
    private readonly PreparedCommand _findClaim;
    private bool _isThere;
    private long _lease;
    private Moment _began = Moment.Now(TimeProvider.System);
    private volatile Moment? _renewed;

    /// <summary>Makes each transaction a heartbeat.</summary>
    /// <param name="database">The writer's connection.</param>
    /// <param name="spool">The beginning of the path of what this machine's owners keep.</param>
    /// <param name="owner">The opened ledger itself.</param>
    /// <param name="file">Keeps what the database cannot take.</param>
    public PostgresPresence(PostgresDatabase database, string spool, LedgerOwner owner, OwnerFile file)
    {
        (_spool, Owner, _file) = (spool, owner, file);
        _enter = new PreparedCommand(
            database,
            """
            INSERT INTO processes (instance, owner, since, beat_at) VALUES ($1, $2, clock_timestamp(), clock_timestamp())
            ON CONFLICT (instance) DO UPDATE SET beat_at = excluded.beat_at
            """,
            ColumnType.Text,
            ColumnType.Text);
        _leave = new PreparedCommand(database, $"DELETE FROM processes WHERE instance = $1 OR NOT {IsFresh}", ColumnType.Text);
        _isAlive = new PreparedCommand(database, $"SELECT 1 FROM processes WHERE instance = $1 AND {IsFresh}", ColumnType.Text);
        _findClaim = new PreparedCommand(
            database, "SELECT state FROM tasks WHERE request_id = $1 AND owner = $2 AND id IS NULL", ColumnType.Text, ColumnType.Text);
        database.Observer = this;
    }

    /// <inheritdoc/>
    public LedgerOwner Owner { get; }

    /// <inheritdoc/>
    // The instance is made of letters and digits.
    public string Sql => $"UPDATE processes SET beat_at = clock_timestamp() WHERE instance = '{Owner.Instance}'";

    /// <inheritdoc/>
    public long Lease => Volatile.Read(ref _lease);

    private bool HasLease => _renewed is { } renewed && renewed.IsWithin(LeaseTime - s_margin);

    /// <summary>
    /// Whether others have surely taken this owner for alive since a lease was read, and will for a while. Any thread may ask.
    /// </summary>
    public bool IsUnbroken(long lease) => HasLease && lease == Lease;

    /// <summary>
    /// Whether the database has answered nothing since a lease was read, though this owner has asked it all the time: it was not
    /// frozen, and need not have been taken for dead. Any thread may ask.
    /// </summary>
    public bool IsUnanswered(long lease) => lease == Lease && _renewed is { } renewed && _sleep.IsAwakeSince(renewed);

    /// <summary>The process runs, and is about to ask the database.</summary>
    public void Tick() => _sleep.Tick();

    /// <summary>What a process does that finds itself frozen for a while.</summary>
    internal void ForgetLease() => _renewed = null;

    /// <summary>Makes it look as if the database had answered nothing for the time of a lease.</summary>
    internal void AgeLease() => _renewed = _renewed?.Earlier(LeaseTime);

    /// <summary>
    /// How a task that was claimed here stands, if no id of it is known: Submitting if it is still this owner's, and null if it is
    /// not there any more. Runs in the writer's transaction.
    /// </summary>
    public string? StateOfClaim(string requestId)
    {
        Enter();
        return _findClaim.Read(row => row.Text(0), requestId, Owner.ToString()).FirstOrDefault();
    }

    /// <inheritdoc/>
    public void Beginning() => _began = Moment.Now(TimeProvider.System);

    /// <inheritdoc/>
    // Before anything is read: what was taken earlier may be another's by now, though the lease is about to be renewed.
    public void Begun(int changed)
    {
        _isThere = changed == 1;
        if (!HasLease)
        {
            Interlocked.Increment(ref _lease);
        }
    }

    /// <inheritdoc/>
    public void Committed()
    {
        if (_isThere)
        {
            _renewed = _began;
        }
    }

    /// <inheritdoc/>
    public void Hold()
    {
        _file.Hold();
        Enter();
    }

    /// <summary>Stands in the table from now on. Runs in the writer's transaction.</summary>
    public void Enter()
    {
        if (!_isThere)
        {
            _enter.Execute(Owner.Instance, Owner.ToString());
            _isThere = true;
        }
    }

    /// <inheritdoc/>
    public void Leave() => _leave.Execute(Owner.Instance);

    /// <inheritdoc/>
    public bool IsAlive(LedgerOwner owner, TimeSpan age) =>
        !IsSeenGone(owner) && _isAlive.Read(row => row.Number(0), owner.Instance).Count > 0;

    /// <inheritdoc/>
    // One that was killed on this machine is known at once. Without its file it may be in a container that has other folders.
    public bool IsSeenGone(LedgerOwner owner)
    {
        string path = OwnerFile.PathOf(_spool, owner);
        return owner.IsOnThisMachine && File.Exists(path) && !OwnerFile.IsLocked(path);
    }
}
