namespace Navarch.Node.Hollow;

/// <summary>The addresses of simulated nodes and their pods. They are reachable from nowhere.</summary>
internal static class HollowAddresses
{
    /// <summary>The last pod address of a node's range.</summary>
    public const int LastHost = 254;

    /// <summary>The address of a node, of 100.64.0.0/10.</summary>
    public static string OfNode(int index) => $"100.{64 + (index >> 16)}.{(index >> 8) & 255}.{index & 255}";

    /// <summary>The range of a node's pods, of 10.128.0.0/10.</summary>
    public static string RangeOfPods(int index) => $"{Prefix(index)}.0/24";

    /// <summary>The address of a pod.</summary>
    /// <param name="index">The node.</param>
    /// <param name="host">1 to <see cref="LastHost"/>.</param>
    public static string OfPod(int index, int host) => $"{Prefix(index)}.{host}";

    /// <summary>The last part of a pod's address when it is in the node's range, else 0.</summary>
    public static int HostOf(int index, string address)
    {
        var prefix = Prefix(index);
        return address.Length > prefix.Length + 1 && address.StartsWith(prefix, StringComparison.Ordinal) && address[prefix.Length] == '.'
            && int.TryParse(address.AsSpan(prefix.Length + 1), out var host) && host is > 0 and <= LastHost
            ? host
            : 0;
    }

    private static string Prefix(int index) => $"10.{128 + (index >> 8)}.{index & 255}";
}
