using System.Net;
using System.Net.Sockets;
using Navarch.Api.Core.V1;
using Navarch.Api.Validation;

namespace Navarch.ApiServer.Resources.Services;

/// <summary>
/// Which families of addresses a service has: what its fields say, completed by what the cluster has and by what it had before.
/// The rules are those of "IPv4/IPv6 dual-stack" in the documentation of Kubernetes. Pure.
/// </summary>
/// <param name="cluster">The families of the cluster, the primary one first.</param>
internal sealed class ServiceFamilies(IReadOnlyList<string> cluster)
{
    private const string Headless = "None";

    /// <summary>The spec with its families, its policy and as many addresses as it may have; <paramref name="old"/> is null for a new service.</summary>
    public ServiceSpec Complete(ServiceSpec spec, ServiceSpec? old)
    {
        var before = old is { Type: not ServiceTypes.ExternalName } ? old : null;
        spec = WithAddresses(spec, before);
        var families = spec.IPFamilies.IsEmpty ? before?.IPFamilies ?? default : spec.IPFamilies;
        if (families.IsEmpty)
        {
            families = spec.ClusterIPs.Select(FamilyOf).OfType<string>().ToValueList();
        }

        var policy = spec.IPFamilyPolicy ?? before?.IPFamilyPolicy
            ?? (IsFree(spec) && families.IsEmpty ? IPFamilyPolicies.RequireDualStack : IPFamilyPolicies.SingleStack);
        if (families.IsEmpty)
        {
            families = [cluster[0]];
        }

        if (policy != IPFamilyPolicies.SingleStack && families.Count == 1 && (cluster.Count == 2 || IsFree(spec)))
        {
            families = [families[0], families[0] == "IPv4" ? "IPv6" : "IPv4"];
        }
        else if (policy == IPFamilyPolicies.SingleStack && families.Count == 2 && before?.IPFamilies == families)
        {
            // The second family is given up by asking for one only; nobody has to take it out of the list.
            families = [families[0]];
            spec = spec with { ClusterIPs = spec.ClusterIPs.Take(1).ToValueList() };
        }

        return spec with { IPFamilies = families, IPFamilyPolicy = policy };
    }

    /// <summary>What of a completed spec the cluster cannot do.</summary>
    public IEnumerable<FieldError> Check(ServiceSpec spec)
    {
        if (spec.Type == ServiceTypes.ExternalName)
        {
            yield break;
        }

        if (spec.IPFamilyPolicy == IPFamilyPolicies.SingleStack && (spec.IPFamilies.Count > 1 || spec.ClusterIPs.Count > 1))
        {
            var what = spec.IPFamilies.Count > 1 ? "IP families" : "cluster IPs";
            yield return Faults.Invalid("spec.ipFamilyPolicy", spec.IPFamilyPolicy, $"must be 'RequireDualStack' or 'PreferDualStack' when multiple {what} are specified");
        }

        if (IsFree(spec))
        {
            yield break;
        }

        if (spec.IPFamilyPolicy == IPFamilyPolicies.RequireDualStack && cluster.Count < 2)
        {
            yield return Faults.Invalid("spec.ipFamilyPolicy", spec.IPFamilyPolicy, "this cluster is not configured for dual-stack services");
        }

        for (var i = 0; i < spec.IPFamilies.Count; i++)
        {
            if (!cluster.Contains(spec.IPFamilies[i], StringComparer.Ordinal))
            {
                yield return Faults.Invalid($"spec.ipFamilies[{i}]", spec.IPFamilies[i], "not configured on this cluster");
            }
        }

        for (var i = 0; i < Math.Min(spec.ClusterIPs.Count, spec.IPFamilies.Count); i++)
        {
            if (FamilyOf(spec.ClusterIPs[i]) is { } family && family != spec.IPFamilies[i])
            {
                yield return Faults.Invalid($"spec.clusterIPs[{i}]", spec.ClusterIPs[i], $"expected an {spec.IPFamilies[i]} value as indicated by `ipFamilies[{i}]`");
            }
        }
    }

    /// <summary>The family of an address; null when it is none.</summary>
    public static string? FamilyOf(string address) =>
        !IPAddress.TryParse(address, out var ip) ? null : ip.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6";

    // Nobody gives it addresses, and nobody knows its endpoints: it may have families the cluster has not.
    private static bool IsFree(ServiceSpec spec) => spec.ClusterIP == Headless && spec.Selector.IsEmpty;

    private static ServiceSpec WithAddresses(ServiceSpec spec, ServiceSpec? before)
    {
        if (spec.ClusterIP.Length == 0 && spec.ClusterIPs.IsEmpty && before is not null)
        {
            return spec with { ClusterIP = before.ClusterIP, ClusterIPs = before.ClusterIPs };
        }

        if (spec.ClusterIPs.IsEmpty)
        {
            // Clients that know only the one field keep the second address.
            var same = before is not null && before.ClusterIP == spec.ClusterIP;
            return spec with { ClusterIPs = same ? before!.ClusterIPs : spec.ClusterIP.Length > 0 ? [spec.ClusterIP] : default };
        }

        return spec.ClusterIP.Length == 0 ? spec with { ClusterIP = spec.ClusterIPs[0] } : spec;
    }
}
