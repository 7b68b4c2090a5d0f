using System.Text;
using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Node.Containers;

/// <summary>Computes a pod's host name and the hosts file of its containers.</summary>
public static class HostNames
{
    private const int LongestHostname = 63;

    /// <summary>The name a pod's processes see as their host's.</summary>
    public static string HostnameOf(Pod pod, string nodeName, string clusterDomain)
    {
        if (!string.IsNullOrEmpty(pod.Spec.HostnameOverride))
        {
            return pod.Spec.HostnameOverride;
        }

        if (pod.Spec.HostNetwork)
        {
            return nodeName;
        }

        return pod.Spec.SetHostnameAsFQDN == true && DomainOf(pod, clusterDomain) is { } domain ? $"{ShortName(pod)}.{domain}" : ShortName(pod);
    }

    /// <summary>The hosts file of a pod. Its first line tells programs and people that it is generated.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="ips">The pod's addresses.</param>
    /// <param name="clusterDomain">The cluster's domain.</param>
    /// <param name="hostFile">The node's own hosts file, used for pods on the host's network.</param>
    public static string HostsFile(Pod pod, ValueList<string> ips, string clusterDomain, string hostFile)
    {
        var text = new StringBuilder();
        if (pod.Spec.HostNetwork)
        {
            text.Append("# Kubernetes-managed hosts file (host network).\n").Append(hostFile);
            if (text[^1] != '\n')
            {
                text.Append('\n');
            }
        }
        else
        {
            text.Append("# Kubernetes-managed hosts file.\n");
            text.Append("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n");
            var name = string.IsNullOrEmpty(pod.Spec.HostnameOverride) ? ShortName(pod) : pod.Spec.HostnameOverride;
            var names = DomainOf(pod, clusterDomain) is { } domain ? $"{name}.{domain}\t{name}" : name;
            foreach (var ip in ips)
            {
                text.Append(ip).Append('\t').Append(names).Append('\n');
            }
        }

        if (!pod.Spec.HostAliases.IsEmpty)
        {
            text.Append("\n# Entries of the pod's hostAliases.\n");
            foreach (var alias in pod.Spec.HostAliases)
            {
                text.Append(alias.IP).Append('\t').AppendJoin('\t', alias.Hostnames).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string ShortName(Pod pod)
    {
        var name = pod.Spec.Hostname.Length > 0 ? pod.Spec.Hostname : pod.Metadata.Name;
        return name.Length <= LongestHostname ? name : name[..LongestHostname].TrimEnd('-', '.');
    }

    private static string? DomainOf(Pod pod, string clusterDomain) =>
        pod.Spec.Subdomain.Length == 0 ? null : $"{pod.Spec.Subdomain}.{pod.Metadata.Namespace}.svc.{clusterDomain}";
}
