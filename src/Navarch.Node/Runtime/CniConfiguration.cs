using System.Text.Json.Nodes;

namespace Navarch.Node.Runtime;

/// <summary>
/// The network of the node's pods for the network plugins: a bridge with the first address of the pod range,
/// pod addresses handed out from that range, and host ports forwarded. Masquerading is not the plugins' business:
/// the service proxy does it.
/// </summary>
public static class CniConfiguration
{
    private const string FileName = "10-navarch.conflist";

    /// <summary>Writes the configuration; containerd notices by itself.</summary>
    /// <param name="layout">Where it goes.</param>
    /// <param name="podCidr">The addresses of this node's pods.</param>
    /// <param name="bridge">Name of the bridge.</param>
    /// <param name="mtu">Largest packet, in bytes; null leaves it to the kernel.</param>
    public static void Write(ContainerdLayout layout, string podCidr, string bridge, int? mtu)
    {
        var text = Compose(podCidr, bridge, mtu, layout.CniAddressDirectory);
        var file = Path.Combine(layout.CniConfigDirectory, FileName);
        if (File.Exists(file) && File.ReadAllText(file) == text)
        {
            return;
        }
        // Renamed into place: containerd must never read half a file.
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }

    internal static string Compose(string podCidr, string bridge, int? mtu, string addressDirectory)
    {
        var ipv6 = podCidr.Contains(':', StringComparison.Ordinal);
        var bridgePlugin = new JsonObject
        {
            ["type"] = "bridge",
            ["bridge"] = bridge,
            ["isGateway"] = true,
            ["ipMasq"] = false,
            // A pod must reach itself through a service's address.
            ["hairpinMode"] = true,
            ["ipam"] = new JsonObject
            {
                ["type"] = "host-local",
                ["dataDir"] = addressDirectory,
                ["ranges"] = new JsonArray(new JsonArray(new JsonObject { ["subnet"] = podCidr })),
                ["routes"] = new JsonArray(new JsonObject { ["dst"] = ipv6 ? "::/0" : "0.0.0.0/0" }),
            },
        };
        if (mtu is { } bytes)
        {
            bridgePlugin["mtu"] = bytes;
        }
        var portmap = new JsonObject
        {
            ["type"] = "portmap",
            ["capabilities"] = new JsonObject { ["portMappings"] = true },
            ["snat"] = true,
        };
        return new JsonObject
        {
            ["cniVersion"] = "0.4.0",
            ["name"] = "navarch",
            ["plugins"] = new JsonArray(bridgePlugin, portmap),
        }.ToJsonString();
    }
}
