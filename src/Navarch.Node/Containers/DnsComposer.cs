using Navarch.Api.Core.V1;
using Wire = Navarch.Client.Grpc.Cri;

namespace Navarch.Node.Containers;

/// <summary>The settings of a resolver, as in <c>resolv.conf</c>.</summary>
/// <param name="Servers">Name servers, asked in order.</param>
/// <param name="Searches">Suffixes tried for short names.</param>
/// <param name="Options">Options, each as <c>name</c> or <c>name:value</c>.</param>
public sealed record ResolverSettings(IReadOnlyList<string> Servers, IReadOnlyList<string> Searches, IReadOnlyList<string> Options)
{
    /// <summary>No settings.</summary>
    public static ResolverSettings Empty { get; } = new([], [], []);

    /// <summary>Reads the text of a <c>resolv.conf</c>.</summary>
    public static ResolverSettings Parse(string text)
    {
        var servers = new List<string>();
        string[] searches = [], options = [];
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            switch (words)
            {
                case ["nameserver", var server, ..]:
                    servers.Add(server);
                    break;
                case ["search", .. var suffixes]:
                    searches = [.. suffixes.Where(s => s != ".")];
                    break;
                case ["options", .. var values]:
                    options = values;
                    break;
                default:
                    break;
            }
        }

        return new(servers, searches, options);
    }
}

/// <summary>Computes a pod's resolver settings from its DNS policy.</summary>
public static class DnsComposer
{
    private const int MostServers = 3;
    private const int MostSearches = 32;

    /// <summary>The settings of a pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="clusterDns">The address of the cluster's DNS; empty when it has none.</param>
    /// <param name="clusterDomain">The cluster's domain, such as <c>cluster.local</c>.</param>
    /// <param name="host">The node's own settings.</param>
    public static Wire.DNSConfig Compose(Pod pod, string clusterDns, string clusterDomain, ResolverSettings host)
    {
        var settings = PolicyOf(pod.Spec) switch
        {
            "None" => ResolverSettings.Empty,
            "ClusterFirst" when clusterDns.Length > 0 => Cluster(pod.Metadata.Namespace, clusterDns, clusterDomain, host),
            _ => host,
        };
        if (pod.Spec.DNSConfig is { } wanted)
        {
            settings = new(
                [.. settings.Servers.Concat(wanted.Nameservers).Distinct(StringComparer.Ordinal)],
                [.. settings.Searches.Concat(wanted.Searches).Distinct(StringComparer.Ordinal)],
                MergeOptions(settings.Options, wanted));
        }

        var config = new Wire.DNSConfig();
        config.Servers.AddRange(settings.Servers.Take(MostServers));
        config.Searches.AddRange(settings.Searches.Take(MostSearches));
        config.Options.AddRange(settings.Options);
        return config;
    }

    /// <summary>The policy that counts: a pod on the host's network uses the host's resolver unless it says otherwise.</summary>
    private static string PolicyOf(PodSpec spec) => spec.DNSPolicy switch
    {
        "None" => "None",
        "Default" => "Default",
        "ClusterFirstWithHostNet" => "ClusterFirst",
        _ => spec.HostNetwork ? "Default" : "ClusterFirst",
    };

    private static ResolverSettings Cluster(string ns, string clusterDns, string domain, ResolverSettings host) => new(
        [clusterDns],
        [.. new[] { $"{ns}.svc.{domain}", $"svc.{domain}", domain }.Concat(host.Searches).Distinct(StringComparer.Ordinal)],
        ["ndots:5"]);

    private static string[] MergeOptions(IReadOnlyList<string> options, PodDNSConfig wanted)
    {
        var merged = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in options)
        {
            merged[option.Split(':')[0]] = option;
        }

        foreach (var option in wanted.Options)
        {
            merged[option.Name] = string.IsNullOrEmpty(option.Value) ? option.Name : $"{option.Name}:{option.Value}";
        }

        return [.. merged.Values];
    }
}
