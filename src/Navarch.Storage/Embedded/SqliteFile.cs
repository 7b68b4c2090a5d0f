using System.Text;
using SQLitePCL;

namespace Navarch.Storage.Embedded;

/// <summary>
/// The file of the embedded store: one row an entry, found by a number the entry knows, so that the file needs no
/// index; and a revision no smaller than any handed out. SQLite's C interface is called directly. Not thread-safe.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    /// <summary>The version of the tables, in <c>user_version</c>.</summary>
    private const int Format = 1;

    private const int PageSize = 4096;

    private readonly sqlite3 connection;
    private readonly sqlite3_stmt begin;
    private readonly sqlite3_stmt commit;
    private readonly sqlite3_stmt rollback;
    private readonly sqlite3_stmt put;
    private readonly sqlite3_stmt delete;
    private readonly sqlite3_stmt reserve;
    private bool inTransaction;

    static SqliteFile() => Batteries_V2.Init();

    /// <exception cref="SqliteFailureException">It cannot be opened.</exception>
    public SqliteFile(string path)
    {
        int code = raw.sqlite3_open_v2(path, out connection, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
        try
        {
            Check(code);
            // Exclusive: the file has one user, so the index of the log can live in memory. Checkpoints are made by the writer when it suits.
            Execute($"PRAGMA page_size={PageSize}; PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                + "PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-2048; PRAGMA temp_store=MEMORY;");
            CreateTables();
            begin = Prepare("BEGIN IMMEDIATE");
            commit = Prepare("COMMIT");
            rollback = Prepare("ROLLBACK");
            put = Prepare("INSERT OR REPLACE INTO entry(id, bucket, name, created, modified, value) VALUES(?,?,?,?,?,?)");
            delete = Prepare("DELETE FROM entry WHERE id=?");
            reserve = Prepare("UPDATE store SET revision=?");
            var log = new FileInfo(path + "-wal");
            LogPages = log.Exists ? (int)(log.Length / PageSize) : 0;
        }
        catch
        {
            raw.sqlite3_close_v2(connection);
            throw;
        }
    }

    /// <summary>An estimate of the pages written to the log since the last checkpoint.</summary>
    public int LogPages { get; private set; }

    /// <summary>A revision at least as great as any that was handed out.</summary>
    public long ReadRevision()
    {
        using sqlite3_stmt statement = Prepare("SELECT revision FROM store");
        Step(statement);
        return raw.sqlite3_column_int64(statement, 0);
    }

    /// <summary>Every entry, and by <see cref="Entry.Row"/> its row.</summary>
    public List<Entry> ReadEntries()
    {
        var entries = new List<Entry>();
        var buckets = new Dictionary<string, string>(StringComparer.Ordinal);
        using sqlite3_stmt statement = Prepare("SELECT id, bucket, name, created, modified, value FROM entry");
        while (Step(statement))
        {
            string bucket = raw.sqlite3_column_text(statement, 1).utf8_to_string();
            if (!buckets.TryAdd(bucket, bucket))
            {
                bucket = buckets[bucket];
            }

            var key = new StoreKey(bucket, raw.sqlite3_column_text(statement, 2).utf8_to_string());
            byte[] value = raw.sqlite3_column_blob(statement, 5).ToArray();
            entries.Add(new Entry(key, value, raw.sqlite3_column_int64(statement, 3), raw.sqlite3_column_int64(statement, 4))
            {
                Row = raw.sqlite3_column_int64(statement, 0),
            });
        }

        return entries;
    }

    public void Begin()
    {
        Run(begin);
        inTransaction = true;
    }

    /// <summary>Makes the transaction durable.</summary>
    public void Commit()
    {
        Run(commit);
        inTransaction = false;
        LogPages++;
    }

    /// <summary>Gives the transaction up; does nothing when SQLite already did. Should it fail, the next <see cref="Begin"/> fails and says why.</summary>
    public void Rollback()
    {
        if (inTransaction && raw.sqlite3_get_autocommit(connection) == 0)
        {
            raw.sqlite3_step(rollback);
            raw.sqlite3_reset(rollback);
        }

        inTransaction = false;
    }

    public void Put(Entry entry)
    {
        Check(raw.sqlite3_bind_int64(put, 1, entry.Row));
        BindText(put, 2, entry.Key.Bucket);
        BindText(put, 3, entry.Key.Name);
        Check(raw.sqlite3_bind_int64(put, 4, entry.CreateRevision));
        Check(raw.sqlite3_bind_int64(put, 5, entry.ModRevision));
        Check(raw.sqlite3_bind_blob(put, 6, entry.Value.Span));
        Run(put);
        LogPages += 2 + (entry.Value.Length / PageSize);
    }

    public void Delete(long row)
    {
        Check(raw.sqlite3_bind_int64(delete, 1, row));
        Run(delete);
        LogPages += 2;
    }

    /// <summary>Records that revisions up to this one may be handed out.</summary>
    public void Reserve(long revision)
    {
        Check(raw.sqlite3_bind_int64(reserve, 1, revision));
        Run(reserve);
        LogPages++;
    }

    /// <summary>Moves the log into the file, so that the log starts again from its beginning. On failure (disk full) the log just grows on.</summary>
    public void Checkpoint()
    {
        int code = raw.sqlite3_wal_checkpoint_v2(connection, null, raw.SQLITE_CHECKPOINT_PASSIVE, out int pages, out int done);
        LogPages = code == raw.SQLITE_OK && pages == done ? 0 : LogPages / 2;
    }

    /// <summary>For tests: the file may not grow beyond so many pages.</summary>
    public void LimitPages(int pages) => Execute($"PRAGMA max_page_count={pages}");

    public void Dispose()
    {
        foreach (sqlite3_stmt statement in new[] { begin, commit, rollback, put, delete, reserve })
        {
            statement.Dispose();
        }

        raw.sqlite3_close_v2(connection);
    }

    private void CreateTables()
    {
        using (sqlite3_stmt version = Prepare("PRAGMA user_version"))
        {
            Step(version);
            int found = raw.sqlite3_column_int(version, 0);
            if (found == Format)
            {
                return;
            }

            if (found != 0)
            {
                throw new SqliteFailureException(raw.SQLITE_NOTADB, $"it has format {found}, this program knows {Format}: it was written by a newer version");
            }
        }

        Execute("BEGIN; CREATE TABLE store(revision INTEGER NOT NULL); INSERT INTO store VALUES(1);"
            + "CREATE TABLE entry(id INTEGER PRIMARY KEY, bucket TEXT NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL, modified INTEGER NOT NULL, value BLOB);"
            + $"PRAGMA user_version={Format}; COMMIT;");
    }

    private static void BindText(sqlite3_stmt statement, int index, string text)
    {
        Span<byte> bytes = stackalloc byte[512];
        if (!Encoding.UTF8.TryGetBytes(text, bytes, out int length))
        {
            bytes = Encoding.UTF8.GetBytes(text);
            length = bytes.Length;
        }

        int code = raw.sqlite3_bind_text(statement, index, bytes[..length]);
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteFailureException(code, "text was refused");
        }
    }

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(connection, sql, out sqlite3_stmt statement));
        return statement;
    }

    private void Execute(string sql) => Check(raw.sqlite3_exec(connection, sql));

    private void Run(sqlite3_stmt statement)
    {
        int code = raw.sqlite3_step(statement);
        if (code is raw.SQLITE_DONE or raw.SQLITE_ROW)
        {
            raw.sqlite3_reset(statement);
            return;
        }

        SqliteFailureException failure = Failure(code);
        raw.sqlite3_reset(statement);
        throw failure;
    }

    private bool Step(sqlite3_stmt statement)
    {
        int code = raw.sqlite3_step(statement);
        return code == raw.SQLITE_ROW || (code == raw.SQLITE_DONE ? false : throw Failure(code));
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Failure(code);
        }
    }

    private SqliteFailureException Failure(int code) =>
        new(raw.sqlite3_extended_errcode(connection) is var extended && extended != 0 ? extended : code, raw.sqlite3_errmsg(connection).utf8_to_string());
}
