using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Navarch.Api;

namespace Navarch.Network.Proxy;

/// <summary>The names of the table, its shared parts and the parts made for each service.</summary>
public static class NftNames
{
    /// <summary>The one table everything lives in.</summary>
    public const string Table = "inet navarch";

    /// <summary>The chain that refuses connections to services nothing stands behind.</summary>
    public const string Unserved = "unserved";

    // The kernel's limit is 128 bytes with the terminating zero.
    private const int Longest = 120;

    /// <summary>Service address, protocol and port → verdict.</summary>
    public static string Services(Family family) => "services" + family.Digit;

    /// <summary>Protocol and port at any address of the node → verdict.</summary>
    public static string NodePorts(Family family) => "nodeports" + family.Digit;

    /// <summary>Endpoint address twice: a pod that reached itself through a service.</summary>
    public static string Hairpins(Family family) => "hairpins" + family.Digit;

    /// <summary>A name made of a role and the port it is for; long ones end in a digest instead.</summary>
    public static string Of(char role, Family family, NamespacedName service, string protocol, int port, string suffix = "")
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{role}{family.Digit}/{service.Namespace}/{service.Name}/{protocol}/{port}{suffix}");
        if (name.Length <= Longest)
        {
            return name;
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 12));
        return name[..(Longest - digest.Length - 1)] + "/" + digest;
    }

    /// <summary>An address and port as a name's suffix; colons are no part of names.</summary>
    public static string Suffix(IPAddress address, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"/{address.ToString().Replace(':', '_')}/{port}");
}
