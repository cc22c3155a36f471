namespace SoraPS.Core.Ledger.Sqlite;

/// <summary>The tables. Each migration brings a ledger from the version before to its own; none ever changes.</summary>
internal static class Schema
{
    /// <summary>Marks a file as a ledger of SoraPS ("Sora").</summary>
    public const long ApplicationId = 0x536F7261;

    // Times are milliseconds since 1970, prices decimal text. Order is that of seq, because clocks jump. Each index and
    // each key of text costs every row that is submitted: what hangs on a task is found by the task's seq. So does a
    // list after IN, for which SQLite makes a table each time.
    private static readonly string[] s_migrations =
    [
        """
        CREATE TABLE tasks (
            seq           INTEGER PRIMARY KEY,
            request_id    TEXT NOT NULL UNIQUE,
            id            TEXT,
            provider      TEXT NOT NULL COLLATE NOCASE,
            endpoint      TEXT,
            model         TEXT,
            name          TEXT,
            batch         TEXT COLLATE NOCASE,
            prompt        TEXT,
            state         TEXT NOT NULL,
            raw_state     TEXT,
            progress      INTEGER,
            duration      INTEGER,
            aspect_ratio  TEXT,
            resolution    TEXT,
            created_at    INTEGER NOT NULL,
            completed_at  INTEGER,
            expires_at    INTEGER,
            video_uri     TEXT,
            thumbnail_uri TEXT,
            price         TEXT,
            currency      TEXT,
            error_code    TEXT,
            error_message TEXT,
            error_kind    TEXT,
            path          TEXT,
            row_key       TEXT,
            content_hash  TEXT,
            owner         TEXT,
            claimed_at    INTEGER,
            -- How long it took: completed_at may be when somebody looked, a day later.
            took          INTEGER,
            unfinished    INTEGER GENERATED ALWAYS AS (CASE
                WHEN state = 'Submitting' OR state = 'Queued' OR state = 'Running' THEN 1
                WHEN state = 'Succeeded' AND path IS NULL THEN 1
                ELSE 0 END) VIRTUAL
        );
        -- A row of a batch is held by one task at most: the rule that keeps it from being paid twice.
        CREATE UNIQUE INDEX tasks_row ON tasks (batch, row_key);
        CREATE INDEX tasks_id ON tasks (id) WHERE id IS NOT NULL;
        CREATE INDEX tasks_unfinished ON tasks (batch, seq) WHERE unfinished = 1;
        CREATE INDEX tasks_succeeded ON tasks (provider, model, seq) WHERE state = 'Succeeded';

        CREATE TABLE history (
            task          INTEGER NOT NULL,
            number        INTEGER NOT NULL,
            at            INTEGER NOT NULL,
            state         TEXT NOT NULL,
            happened      TEXT NOT NULL,
            answer        TEXT,
            PRIMARY KEY (task, number)
        ) WITHOUT ROWID;

        CREATE TABLE files (
            task          INTEGER PRIMARY KEY,
            path          TEXT NOT NULL,
            length        INTEGER NOT NULL,
            sha256        TEXT NOT NULL,
            content_type  TEXT NOT NULL
        );

        -- Written at every opening, to know that the file can be written to before anything is paid.
        CREATE TABLE opening (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL);
        """,
        """
        -- The task that held the row before, and gets it back if this one surely was not made.
        ALTER TABLE tasks ADD COLUMN predecessor INTEGER;
        CREATE INDEX tasks_predecessor ON tasks (predecessor) WHERE predecessor IS NOT NULL;
        """,
        """
        -- By this machine's clock, as created_at was so far; that one is the gateway's from now on, where it tells.
        ALTER TABLE tasks ADD COLUMN submitted_at INTEGER;
        UPDATE tasks SET submitted_at = created_at;
        """,
        """
        -- A flat JSON object.
        ALTER TABLE tasks ADD COLUMN gateway_data TEXT;
        """,
        """
        -- The row of a task that was refused: it holds the row no more, and is an earlier attempt of it once there is another.
        ALTER TABLE tasks ADD COLUMN refused_key TEXT;
        CREATE INDEX tasks_refused ON tasks (batch, refused_key) WHERE refused_key IS NOT NULL;
        ALTER TABLE tasks ADD COLUMN estimate TEXT;
        ALTER TABLE tasks ADD COLUMN estimate_currency TEXT;
        ALTER TABLE tasks ADD COLUMN estimate_source TEXT;
        """,
        """
        -- The run that works on the task, and how often it has changed hands: an earlier holder writes nothing over another's.
        ALTER TABLE tasks ADD COLUMN run TEXT;
        ALTER TABLE tasks ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
        -- Runs that have not ended; one whose owner is gone counts for nothing.
        CREATE TABLE runs (run TEXT PRIMARY KEY, owner TEXT NOT NULL, since INTEGER NOT NULL) WITHOUT ROWID;
        """,
        """
        -- Until when the turns of a provider are taken, in microseconds: its requests a minute are for all processes together.
        CREATE TABLE turns (provider TEXT PRIMARY KEY, free_at INTEGER NOT NULL) WITHOUT ROWID;
        """,
    ];

    /// <summary>The version that this SoraPS writes.</summary>
    public static int Version => s_migrations.Length;

    /// <summary>What brings a ledger of a version to this one, in order.</summary>
    public static IEnumerable<string> After(long version) => s_migrations.Skip((int)version);
}
