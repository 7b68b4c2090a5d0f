using System.Runtime.InteropServices;

namespace Navarch.Node.Runtime;

/// <summary>The few calls of the kernel for which .NET has no own.</summary>
internal static partial class LinuxCalls
{
    public const int SigTerm = 15;
    public const int SigKill = 9;

    private const int MountDetach = 2;
    private const int CloneNewNet = 0x40000000;

    /// <summary>Sends a signal; false when the process is gone.</summary>
    public static bool Signal(int pid, int signal) => Kill(pid, signal) == 0;

    /// <summary>Takes a mount away at once, even one still in use.</summary>
    public static bool Unmount(string path) => Umount2(path, MountDetach) == 0;

    /// <summary>Moves the calling thread into the network namespace of an open namespace file.</summary>
    public static bool EnterNetworkNamespace(SafeHandle file) => SetNs(file, CloneNewNet) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Umount2(string path, int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNs(SafeHandle file, int kind);
}
