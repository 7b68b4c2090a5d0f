using System.Text;

namespace Navarch.Logging;

/// <summary>
/// A log file that cannot fill the disk: at <c>maxBytes</c> it is renamed to <c>NAME.1</c>, replacing the one before, and
/// begun anew. A write that fails is dropped and counted: a full disk must not stop the cluster.
/// </summary>
public sealed class BoundedLogFile : IDisposable
{
    private readonly Lock gate = new();
    private readonly string path;
    private readonly long maxBytes;
    private FileStream file;
    private long dropped;

    /// <summary>Opens the file for appending.</summary>
    public BoundedLogFile(string path, long maxBytes = 16 << 20)
    {
        this.path = path;
        this.maxBytes = maxBytes;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        file = Open(FileMode.Append);
    }

    /// <summary>Appends whole lines.</summary>
    public void Write(ReadOnlySpan<char> lines)
    {
        lock (gate)
        {
            try
            {
                Append(lines);
            }
            catch (IOException)
            {
                dropped++;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            file.Dispose();
        }
    }

    private void Append(ReadOnlySpan<char> lines)
    {
        if (file.Position > maxBytes)
        {
            file.Dispose();
            File.Move(path, path + ".1", overwrite: true);
            file = Open(FileMode.Create);
        }

        if (dropped > 0)
        {
            file.Write(Encoding.UTF8.GetBytes($"({dropped} log lines were lost: the disk could not take them)\n"));
            dropped = 0;
        }

        var bytes = Encoding.UTF8.GetMaxByteCount(lines.Length) is var most && most <= 1024 ? stackalloc byte[most] : new byte[most];
        file.Write(bytes[..Encoding.UTF8.GetBytes(lines, bytes)]);
    }

    // No buffer: what is written can be read at once by `navarch logs`, and is there after a crash.
    private FileStream Open(FileMode mode) => new(path, mode, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
}
