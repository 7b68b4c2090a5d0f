using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Navarch.Node.Reporting;

/// <summary>Finds the address under which a machine is reached.</summary>
public static class NodeAddresses
{
    /// <summary>
    /// The address the machine would use to reach others: that of its default route, else the first of its interfaces
    /// that is up, else the loopback address.
    /// </summary>
    public static string Find()
    {
        try
        {
            // Connecting a datagram socket sends nothing; it only makes the kernel choose a route.
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(IPAddress.Parse("192.0.2.1"), 9);
            if (socket.LocalEndPoint is IPEndPoint { Address: var local } && !IPAddress.IsLoopback(local) && !local.Equals(IPAddress.Any))
            {
                return local.ToString();
            }
        }
        catch (SocketException)
        {
            // No route leads out: an interface's own address must do.
        }

        foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (network.OperationalStatus != OperationalStatus.Up || network.NetworkInterfaceType == NetworkInterfaceType.Loopback)
            {
                continue;
            }

            foreach (var address in network.GetIPProperties().UnicastAddresses)
            {
                if (address.Address.AddressFamily == AddressFamily.InterNetwork)
                {
                    return address.Address.ToString();
                }
            }
        }

        return IPAddress.Loopback.ToString();
    }
}
