using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Proxying;

/// <summary>Where a node's own server is.</summary>
/// <param name="Host">Its address.</param>
/// <param name="Port">Its port.</param>
internal readonly record struct NodeEndpoint(string Host, int Port)
{
    private const int DefaultPort = 10250;
    private static readonly string[] Preferred = ["InternalIP", "Hostname", "ExternalIP", "InternalDNS", "ExternalDNS"];

    /// <summary>The address and port, as in a URL.</summary>
    public string Authority => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>The address a node reports; null when it reports none.</summary>
    public static NodeEndpoint? Of(Node node)
    {
        var port = node.Status.DaemonEndpoints.KubeletEndpoint.Port;
        foreach (var type in Preferred)
        {
            foreach (var address in node.Status.Addresses)
            {
                if (address.Type == type)
                {
                    return new NodeEndpoint(address.Address, port > 0 ? port : DefaultPort);
                }
            }
        }

        return null;
    }
}
