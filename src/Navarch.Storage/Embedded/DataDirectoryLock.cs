using System.Globalization;

namespace Navarch.Storage.Embedded;

/// <summary>
/// Holds a data directory for this process: a lock on the file <c>lock</c> in it, which the kernel gives up when the
/// process ends, however it ends. <c>lock-owner</c> beside it tells a person which process that is.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream file;

    private DataDirectoryLock(FileStream file) => this.file = file;

    /// <exception cref="StoreUnavailableException">Another process holds the directory, or it cannot be written.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        string ownerPath = Path.Combine(directory, "lock-owner");
        try
        {
            Directory.CreateDirectory(directory);
            var taken = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(ownerPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            return new DataDirectoryLock(taken);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StoreUnavailableException($"the data directory {directory} cannot be written by this user: run as its owner, or as root", exception);
        }
        catch (IOException exception) when (File.Exists(ownerPath) && exception.HResult == WouldBlock)
        {
            throw new StoreUnavailableException(
                $"the data directory {directory} is in use by another process (process {File.ReadAllText(ownerPath).Trim()}): end that one first, or choose another directory", exception);
        }
        catch (IOException exception)
        {
            throw new StoreUnavailableException($"the data directory {directory} cannot be opened: {exception.Message}", exception);
        }
    }

    public void Dispose() => file.Dispose();

    /// <summary>Linux's EWOULDBLOCK, which the runtime hands on as the result code of a lock not got.</summary>
    private const int WouldBlock = 11;
}
