using System.Net;
using System.Net.Sockets;
using System.Text.Json.Serialization;

namespace Navarch.Cluster;

/// <summary>What the user asked for when bringing a cluster up. Kept in the data folder, so that a later <c>up</c> brings up the same.</summary>
public sealed record ClusterSettings
{
    /// <summary>The port of the API server.</summary>
    public int Port { get; init; } = 6443;

    /// <summary>The address the API server listens on.</summary>
    public string BindAddress { get; init; } = "0.0.0.0";

    /// <summary>The name of the node.</summary>
    public string NodeName { get; init; } = Environment.MachineName.ToLowerInvariant();

    /// <summary>The network pods get their addresses from.</summary>
    public string PodCidr { get; init; } = "10.244.0.0/16";

    /// <summary>The network services get their addresses from; behind a comma, one of IPv6 as well.</summary>
    public string ServiceCidr { get; init; } = "10.96.0.0/12";

    /// <summary>The number of simulated nodes; with any, there is no node that runs containers, and root is not needed.</summary>
    public int HollowNodes { get; init; }

    /// <summary>What each simulated node claims to have, as <c>cpu=32,memory=64Gi,pods=110</c>; what is not named is as by default.</summary>
    public string HollowCapacity
    {
        get;

        // A settings file written before there were hollow nodes names none.
        init => field = value ?? "";
    } = "";

    /// <summary>How long starting and ending a pod takes on a simulated node, in seconds.</summary>
    public double HollowDelay { get; init; }

    /// <summary>The share of pods that fail on simulated nodes, 0 to 1.</summary>
    public double HollowFailures { get; init; }

    /// <summary>How the API server deals with load.</summary>
    public ApiServerSettings ApiServer
    {
        get;

        // A settings file written before there were such settings has none.
        init => field = value ?? new();
    } = new();

    /// <summary>The file that says how the scheduler works, as a full path; empty when there is none.</summary>
    public string SchedulerConfig
    {
        get;

        // A settings file written before there was such a file names none.
        init => field = value ?? "";
    } = "";

    /// <summary>The kubeconfig the cluster was merged into; empty when none was.</summary>
    public string Kubeconfig { get; init; } = "";

    /// <summary><see cref="PodCidr"/> as a network.</summary>
    [JsonIgnore]
    public IPNetwork PodNetwork => IPNetwork.Parse(PodCidr);

    /// <summary>The first network of <see cref="ServiceCidr"/>: the one every service can have an address of.</summary>
    [JsonIgnore]
    public IPNetwork ServiceNetwork => IPNetwork.Parse(ServiceCidr.Split(',')[0]);

    /// <summary>The settings kept at <paramref name="path"/>, or null when there are none that can be read.</summary>
    public static ClusterSettings? Read(string path) => JsonFile.Read(path, ClusterJson.Default.ClusterSettings);

    /// <summary>Keeps the settings at <paramref name="path"/>.</summary>
    public void Write(string path) => JsonFile.Write(path, this, ClusterJson.Default.ClusterSettings);

    /// <summary>What is wrong with the settings, or null.</summary>
    public Problem? Validate()
    {
        if (Port is < 1 or > 65535)
        {
            return new($"{Port} is no port.", "Give --port a number from 1 to 65535.");
        }

        if (!IPAddress.TryParse(BindAddress, out _))
        {
            return new($"{BindAddress} is no IP address.", "Give --bind-address an address of this machine, or 0.0.0.0 for all.");
        }

        if (ServiceCidr.Split(',') is { Length: > 1 } networks && !(networks.Length == 2 && IsServiceNetworkOfIPv6(networks[1])))
        {
            return new($"{ServiceCidr} does not serve for --service-cidr.", "Give --service-cidr an IPv4 network and, behind a comma, one of IPv6: 10.96.0.0/12,fd00:96::/112.");
        }

        foreach (var (option, value) in new[] { ("--pod-cidr", PodCidr), ("--service-cidr", ServiceCidr.Split(',')[0]) })
        {
            if (!IPNetwork.TryParse(value, out var network) || network.PrefixLength > 24)
            {
                return new($"{value} is no network that serves for {option}.", $"Give {option} an IPv4 network of at least 256 addresses, like 10.244.0.0/16.");
            }
        }

        if (ApiServer.Validate() is { } load)
        {
            return load;
        }

        if (HollowSettings.Validate(this) is { } hollow)
        {
            return hollow;
        }

        if (SchedulerConfigurationFile.Read(SchedulerConfig).Problem is { } scheduler)
        {
            return scheduler;
        }

        return NodeName.Length is > 0 and <= 63 && NodeName.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
            ? null
            : new($"{NodeName} is no node name.", "Give --node-name lower-case letters, digits, '-' and '.'.");
    }

    private static bool IsServiceNetworkOfIPv6(string network) =>
        IPNetwork.TryParse(network, out var parsed) && parsed.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6 && parsed.PrefixLength <= 120;
}

/// <summary>JSON of the cluster's own files.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClusterSettings))]
[JsonSerializable(typeof(RunState))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ClusterJson : JsonSerializerContext;
