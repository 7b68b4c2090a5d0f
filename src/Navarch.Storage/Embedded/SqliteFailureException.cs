using SQLitePCL;

namespace Navarch.Storage.Embedded;

/// <summary>SQLite refused something; <see cref="Code"/> is its result code.</summary>
internal sealed class SqliteFailureException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;

    /// <summary>What happened to the store in <paramref name="directory"/>, and what to do.</summary>
    public StoreUnavailableException Explain(string directory)
    {
        string what = (Code & 0xff) switch
        {
            raw.SQLITE_FULL => "its disk is full. Free space there; writes succeed again as soon as there is some",
            raw.SQLITE_IOERR => "its disk reports errors, or is full. Check the disk (dmesg, df); writes are tried again with every request",
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN => "its files cannot be opened for writing. Check their owner and mode, and that the file system is not mounted read-only",
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "its file is damaged. Restore a backup into the directory",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another process has its file open. End that process",
            _ => "SQLite failed",
        };
        return new StoreUnavailableException($"the store in {directory} cannot work: {what} (SQLite code {Code}: {Message})", this);
    }
}
