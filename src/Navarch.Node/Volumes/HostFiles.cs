using System.Runtime.InteropServices;

namespace Navarch.Node.Volumes;

/// <summary>The calls of the kernel that the class library lacks: mounts, owners, atomic renames.</summary>
internal static partial class HostFiles
{
    private const int DetachMount = 2;
    private const ulong NoSuid = 2;
    private const ulong NoDev = 4;

    // The kernel's answer about a file, the same on every architecture.
    private const int StatLength = 256;
    private const int DeviceOffset = 136;
    private const int DeviceLength = 8;
    private const int CurrentFolder = -100;
    private const int TypeMask = 1;

    /// <summary>Mounts a memory file system.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? MountMemory(string folder, long? sizeLimit, string mode)
    {
        var options = sizeLimit is { } limit ? $"mode={mode},size={limit}" : $"mode={mode}";
        return Mount("tmpfs", folder, "tmpfs", NoSuid | NoDev, options) == 0 ? null : $"mounting a memory file system at {folder} failed: {Marshal.GetLastPInvokeErrorMessage()}";
    }

    /// <summary>Takes away a mount, at once even when it is busy.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Unmount(string folder) =>
        UnmountFlags(folder, DetachMount) == 0 ? null : $"unmounting {folder} failed: {Marshal.GetLastPInvokeErrorMessage()}";

    /// <summary>Changes the owner of a file without following a link; -1 keeps an id.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? ChangeOwner(string path, long user, long group) =>
        LinkChown(path, unchecked((uint)user), unchecked((uint)group)) == 0 ? null : $"changing the owner of {path} failed: {Marshal.GetLastPInvokeErrorMessage()}";

    /// <summary>Renames over what is there, in one step.</summary>
    public static void Replace(string from, string to)
    {
        if (Rename(from, to) != 0)
        {
            throw new IOException($"renaming {from} to {to} failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Whether something is mounted at a folder: it then lies on another device than its parent.</summary>
    public static bool IsMountPoint(string folder)
    {
        Span<byte> own = stackalloc byte[StatLength], parent = stackalloc byte[StatLength];
        return StatX(CurrentFolder, folder, 0, TypeMask, own) == 0
            && StatX(CurrentFolder, Path.GetDirectoryName(folder)!, 0, TypeMask, parent) == 0
            && !own.Slice(DeviceOffset, DeviceLength).SequenceEqual(parent.Slice(DeviceOffset, DeviceLength));
    }

    /// <summary>Gives a folder and what is in it to a group, readable and writable, and new files in it as well.</summary>
    public static void GiveToGroup(string folder, long group)
    {
        const UnixFileMode readWrite = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Prepend(folder))
        {
            ChangeOwner(path, -1, group);
            if (File.ResolveLinkTarget(path, returnFinalTarget: false) is not null)
            {
                continue;
            }

            var extra = Directory.Exists(path) ? readWrite | UnixFileMode.GroupExecute | UnixFileMode.SetGroup : readWrite;
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | extra);
        }
    }

    /// <summary>What kind of file a path is, as the type bits of its mode (<c>0x8000</c> a regular file); 0 when there is none.</summary>
    public static int KindOf(string path)
    {
        const int ModeOffset = 28, TypeBits = 0xF000;
        Span<byte> answer = stackalloc byte[StatLength];
        return StatX(CurrentFolder, path, 0, TypeMask, answer) == 0 ? BitConverter.ToUInt16(answer[ModeOffset..]) & TypeBits : 0;
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Mount(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int UnmountFlags(string target, int flags);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LinkChown(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(int folder, string path, int flags, uint mask, Span<byte> answer);
}
