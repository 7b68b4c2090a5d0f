using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Navarch.Network.PodNetwork;

namespace Navarch.Network.Tests;

/// <summary>
/// A small world of network namespaces: a node with a bridge, pods on it, and a machine outside. Needs root; everything goes away with it.
/// </summary>
internal sealed class NetworkLab : IAsyncDisposable
{
    private readonly string prefix = "nvt" + Guid.NewGuid().ToString("N")[..6];
    private readonly List<string> namespaces = [];
    private readonly List<IDisposable> open = [];

    public const string Bridge = "navarch0";
    public const string NodeAddress = "192.168.77.1";
    public const string OutsideAddress = "192.168.77.2";

    public static bool Possible => Environment.IsPrivilegedProcess && File.Exists("/usr/sbin/nft") && File.Exists("/usr/sbin/ip");

    public string Node => Path("node");

    public string Outside => Path("out");

    /// <param name="bridgeNetfilter">Whether bridged packets pass netfilter.</param>
    public static NetworkLab Create(bool bridgeNetfilter = true)
    {
        var lab = new NetworkLab();
        lab.AddNamespace("node");
        lab.AddNamespace("out");
        var p = lab.prefix;
        Ip($"-n {p}-node link add {Bridge} type bridge");
        Ip($"-n {p}-node addr add 10.244.0.1/24 dev {Bridge}");
        Ip($"-n {p}-node link set {Bridge} up");
        Ip($"-n {p}-node link add uplink type veth peer name eth0 netns {p}-out");
        Ip($"-n {p}-node addr add {NodeAddress}/24 dev uplink");
        Ip($"-n {p}-node link set uplink up");
        Ip($"-n {p}-out addr add {OutsideAddress}/24 dev eth0");
        Ip($"-n {p}-out link set eth0 up");
        Ip($"-n {p}-node route add default via {OutsideAddress}");
        // The outside knows the way to services of the cluster, as a machine with a route to the node would.
        Ip($"-n {p}-out route add 10.96.0.0/12 via {NodeAddress}");
        NetworkNamespace.Run<object?>(lab.Node, () =>
        {
            File.WriteAllText("/proc/sys/net/ipv4/ip_forward", "1");
            File.WriteAllText("/proc/sys/net/ipv4/conf/all/route_localnet", "1");
            File.WriteAllText("/proc/sys/net/bridge/bridge-nf-call-iptables", bridgeNetfilter ? "1" : "0");
            return null;
        });
        return lab;
    }

    /// <summary>A pod on the bridge; returns the path of its namespace.</summary>
    public string AddPod(string name, string address)
    {
        AddNamespace(name);
        Ip($"-n {prefix}-node link add v-{name} type veth peer name eth0 netns {prefix}-{name}");
        Ip($"-n {prefix}-node link set v-{name} master {Bridge} up");
        // As the bridge plugin does with hairpinMode: bridged packets that are translated in place may leave where they came in.
        Ip($"-n {prefix}-node link set v-{name} type bridge_slave hairpin on");
        Ip($"-n {prefix}-{name} addr add {address}/24 dev eth0");
        Ip($"-n {prefix}-{name} link set eth0 up");
        Ip($"-n {prefix}-{name} route add default via 10.244.0.1");
        return Path(name);
    }

    /// <summary>Serves <c>name clientAddress</c> to every TCP connection and UDP packet at the port.</summary>
    public void Serve(string namespacePath, string name, int port)
    {
        var listener = NetworkNamespace.Run(namespacePath, () =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            socket.Listen();
            return socket;
        });
        var datagrams = NetworkNamespace.Run(namespacePath, () =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return socket;
        });
        open.Add(listener);
        open.Add(datagrams);
        _ = AcceptAsync(listener, name);
        _ = AnswerAsync(datagrams, name);
    }

    /// <summary>Connects from a namespace and returns what the server says, or the name of the socket error.</summary>
    public static async Task<string> AskAsync(string namespacePath, string address, int port)
    {
        using var socket = NetworkNamespace.Run(namespacePath, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(address), port, limit.Token);
            var buffer = new byte[256];
            var count = await socket.ReceiveAsync(buffer, limit.Token);
            return Encoding.ASCII.GetString(buffer, 0, count);
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode.ToString();
        }
        catch (OperationCanceledException)
        {
            return "TimedOut";
        }
    }

    /// <summary>A UDP socket opened in a namespace.</summary>
    public Socket OpenUdp(string namespacePath)
    {
        var socket = NetworkNamespace.Run(namespacePath, () => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        open.Add(socket);
        return socket;
    }

    /// <summary>Sends one packet and returns the answer, or the name of what went wrong.</summary>
    public static async Task<string> AskUdpAsync(Socket socket, string address, int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var buffer = new byte[256];
        try
        {
            await socket.SendToAsync(new byte[] { 1 }, SocketFlags.None, new IPEndPoint(IPAddress.Parse(address), port));
            var count = await socket.ReceiveAsync(buffer, limit.Token);
            return Encoding.ASCII.GetString(buffer, 0, count);
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode.ToString();
        }
        catch (OperationCanceledException)
        {
            return "TimedOut";
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var item in open)
        {
            item.Dispose();
        }

        foreach (var name in namespaces)
        {
            Ip($"netns del {name}");
        }

        return ValueTask.CompletedTask;
    }

    private static async Task AcceptAsync(Socket listener, string name)
    {
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptAsync();
                var client = ((IPEndPoint)connection.RemoteEndPoint!).Address;
                await connection.SendAsync(Encoding.ASCII.GetBytes($"{name} {client}"));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private static async Task AnswerAsync(Socket socket, string name)
    {
        var buffer = new byte[256];
        try
        {
            while (true)
            {
                var got = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0));
                await socket.SendToAsync(Encoding.ASCII.GetBytes(name), SocketFlags.None, got.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private string Path(string name) => $"/run/netns/{prefix}-{name}";

    private void AddNamespace(string name)
    {
        Ip($"netns add {prefix}-{name}");
        namespaces.Add($"{prefix}-{name}");
        Ip($"-n {prefix}-{name} link set lo up");
    }

    private static void Ip(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/sbin/ip", arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"ip {arguments}: {error}");
        }
    }
}

/// <summary>Runs only where namespaces can be made.</summary>
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!NetworkLab.Possible)
        {
            Skip = "needs root, nft and ip";
        }
    }
}
