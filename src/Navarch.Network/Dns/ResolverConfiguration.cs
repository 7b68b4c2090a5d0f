using System.Net;

namespace Navarch.Network.Dns;

/// <summary>The name servers of a node, as its <c>resolv.conf</c> lists them.</summary>
public static class ResolverConfiguration
{
    /// <summary>
    /// The upstream servers: those of <c>/etc/resolv.conf</c>, or, where that only names a local stub, those systemd-resolved has written down behind it.
    /// Addresses in <paramref name="own"/> are left out, since asking oneself never ends.
    /// </summary>
    public static IReadOnlyList<IPEndPoint> Upstreams(IReadOnlyCollection<IPAddress> own, string path = "/etc/resolv.conf", string stubPath = "/run/systemd/resolve/resolv.conf")
    {
        var servers = Read(path);
        if (servers.Count > 0 && servers.All(IPAddress.IsLoopback) && Read(stubPath) is { Count: > 0 } behind)
        {
            servers = behind;
        }

        return [.. servers.Where(s => !own.Contains(s)).Select(s => new IPEndPoint(s, 53))];
    }

    private static List<IPAddress> Read(string path)
    {
        try
        {
            return [.. Parse(File.ReadAllText(path))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No file means no upstream, which the server reports with each answer it cannot give.
            return [];
        }
    }

    /// <summary>The addresses of the <c>nameserver</c> lines, in order.</summary>
    public static IEnumerable<IPAddress> Parse(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["nameserver", var address, ..] && IPAddress.TryParse(address, out var parsed))
            {
                yield return parsed;
            }
        }
    }
}
