using System.Globalization;

namespace Navarch.Storage.Embedded;

/// <summary>Holds a data directory for this process: a lock on the file <c>lock</c> in it, which the kernel gives up when the process ends, however it ends.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream file;

    private DataDirectoryLock(FileStream file) => this.file = file;

    /// <exception cref="StoreUnavailableException">Another process holds the directory, or it cannot be written.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        string path = Path.Combine(directory, "lock");
        try
        {
            Directory.CreateDirectory(directory);
            var opened = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            string owner = Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n";
            if (opened.Length != owner.Length || ReadOwner(opened) != owner)
            {
                opened.SetLength(0);
                opened.Write(System.Text.Encoding.ASCII.GetBytes(owner));
                opened.Flush();
            }

            return new DataDirectoryLock(opened);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StoreUnavailableException($"the data directory {directory} cannot be written by this user", exception);
        }
        catch (IOException exception)
        {
            throw new StoreUnavailableException(
                $"the data directory {directory} cannot be opened: it is in use by another process{Owner(path)}, or its disk fails ({exception.Message})", exception);
        }
    }

    public void Dispose() => file.Dispose();

    private static string ReadOwner(FileStream file)
    {
        file.Position = 0;
        using var reader = new StreamReader(file, leaveOpen: true);
        return reader.ReadToEnd();
    }

    private static string Owner(string path)
    {
        try
        {
            using var opened = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return $" (process {ReadOwner(opened).Trim()})";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
