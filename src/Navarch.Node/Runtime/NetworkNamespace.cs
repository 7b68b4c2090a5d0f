using System.Net;
using System.Net.Sockets;

namespace Navarch.Node.Runtime;

/// <summary>Makes connections from inside another network namespace. A socket stays in the one in which it was made.</summary>
public static class NetworkNamespace
{
    /// <summary>Connects over TCP.</summary>
    /// <param name="file">The file that stands for the namespace; null for that of this process.</param>
    /// <param name="target">Where to.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="SocketException">Refused or unreachable.</exception>
    /// <exception cref="IOException">The namespace is gone or may not be entered.</exception>
    public static async Task<Socket> ConnectAsync(string? file, IPEndPoint target, CancellationToken ct)
    {
        var socket = file is null ? NewSocket(target) : await InsideAsync(file, () => NewSocket(target));
        try
        {
            await socket.ConnectAsync(target, ct);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket NewSocket(IPEndPoint target) => new(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>The namespace belongs to a thread: a thread of its own goes there, and ends there.</summary>
    private static Task<T> InsideAsync<T>(string file, Func<T> make)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                using var handle = File.OpenHandle(file);
                if (!LinuxCalls.EnterNetworkNamespace(handle))
                {
                    throw new IOException($"the network namespace {file} could not be entered");
                }
                done.SetResult(make());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        { IsBackground = true, Name = "netns" };
        thread.Start();
        return done.Task;
    }
}
