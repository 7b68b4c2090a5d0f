using System.ComponentModel;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Navarch.Network.PodNetwork;

/// <summary>
/// Runs code inside another network namespace. Sockets, netlink handles and <c>/proc/sys/net</c> belong to the namespace of the
/// thread that opens them and keep it for life, so only the opening has to happen here.
/// </summary>
public static partial class NetworkNamespace
{
    private const int CloneNewNet = 0x40000000;

    /// <summary>
    /// Runs <paramref name="work"/> in the namespace at <paramref name="path"/> (such as <c>/run/netns/name</c>) and returns its result;
    /// null runs it where the caller is. Throws <see cref="Win32Exception"/> when the namespace cannot be entered.
    /// </summary>
    public static T Run<T>(string? path, Func<T> work)
    {
        if (path is null)
        {
            return work();
        }

        T result = default!;
        ExceptionDispatchInfo? failure = null;
        // A thread of its own that ends afterwards: a pooled thread must never stay in a foreign namespace.
        var thread = new Thread(() =>
        {
            try
            {
                using var handle = File.OpenHandle(path);
                if (SetNamespace((int)handle.DangerousGetHandle(), CloneNewNet) != 0)
                {
                    throw new Win32Exception(Marshal.GetLastPInvokeError(), $"cannot enter the network namespace {path}");
                }

                result = work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        })
        { IsBackground = true, Name = "netns" };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNamespace(int descriptor, int kind);
}
