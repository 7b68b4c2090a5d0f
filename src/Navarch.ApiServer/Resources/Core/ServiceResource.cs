using Navarch.Api.Core.V1;
using Navarch.Api.Validation;

namespace Navarch.ApiServer.Resources.Core;

/// <summary>
/// Services: cluster addresses and node ports are given from ranges, never twice; they stay with the service until its type no longer
/// needs them or it is deleted.
/// </summary>
internal sealed class ServiceResource(IpRange addresses, int firstNodePort, int lastNodePort, Random random) : ResourceStrategy
{
    private const string Headless = "None";
    // Neither the network's own address nor the broadcast address is given.
    private readonly NumberAllocator ips = new(1, addresses.Size - 2, random);
    private readonly NumberAllocator ports = new(firstNodePort, lastNodePort, random);

    /// <inheritdoc/>
    public override bool ReturnsDeletedObject => true;

    /// <summary>Marks what a stored service holds: called for each one before the server answers.</summary>
    public void Restore(Service service)
    {
        foreach (var offset in Offsets(service))
        {
            ips.Mark(offset);
        }

        foreach (var port in NodePorts(service))
        {
            ports.Mark(port);
        }
    }

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForCreate(IKubernetesObject obj, WriteContext context) => Normal((Service)obj, null);

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context) => Normal((Service)obj, (Service)old);

    /// <inheritdoc/>
    public override IEnumerable<FieldError> Validate(IKubernetesObject obj, WriteContext context)
    {
        var spec = ((Service)obj).Spec;
        if (spec.ClusterIP.Length > 0 && spec.ClusterIP != Headless && addresses.OffsetOf(spec.ClusterIP) < 0)
        {
            yield return Faults.Invalid(
                "spec.clusterIPs",
                spec.ClusterIP,
                $"failed to allocate IP {spec.ClusterIP}: the provided IP is not in the valid range. The range of valid IPs is {addresses.Cidr}");
        }
    }

    /// <inheritdoc/>
    public override ApiResult<IKubernetesObject> Allocate(IKubernetesObject obj, IKubernetesObject? old, WriteContext context)
    {
        var (service, before) = ((Service)obj, old as Service);
        var done = AllocateAddress(service, before, context);
        if (!done.IsSuccess)
        {
            return done.Status;
        }

        var all = AllocatePorts(done.Value, before, context);
        if (!all.IsSuccess)
        {
            Release(done.Value with { Spec = done.Value.Spec with { Ports = [] } }, before);
        }

        return all;
    }

    /// <inheritdoc/>
    public override void Release(IKubernetesObject gone, IKubernetesObject? kept)
    {
        var (before, after) = ((Service)gone, kept as Service);
        var keptIps = after is null ? [] : Offsets(after).ToHashSet();
        foreach (var offset in Offsets(before).Where(o => !keptIps.Contains(o)))
        {
            ips.Release(offset);
        }

        var keptPorts = after is null ? [] : NodePorts(after).ToHashSet();
        foreach (var port in NodePorts(before).Where(p => !keptPorts.Contains(p)))
        {
            ports.Release(port);
        }
    }

    private static Service Normal(Service service, Service? old)
    {
        var spec = service.Spec with { Type = service.Spec.Type.Length == 0 ? "ClusterIP" : service.Spec.Type };
        if (spec.Type == "ExternalName")
        {
            return service with { Spec = spec with { ClusterIP = "", ClusterIPs = [], IPFamilies = [], IPFamilyPolicy = null, Ports = WithoutNodePorts(spec.Ports) } };
        }

        var address = spec.ClusterIP.Length > 0 ? spec.ClusterIP : spec.ClusterIPs.Count > 0 ? spec.ClusterIPs[0] : old?.Spec.ClusterIP ?? "";
        spec = spec with { ClusterIP = address, ClusterIPs = address.Length > 0 ? [address] : [] };
        if (NeedsNodePorts(spec))
        {
            spec = spec with { Ports = spec.Ports.Select(p => p.NodePort != 0 ? p : p with { NodePort = PortBefore(p, old) }).ToValueList() };
        }
        else if (old is not null)
        {
            // A type that no longer needs them drops the ports it was given.
            spec = spec with { Ports = WithoutNodePorts(spec.Ports) };
        }

        var headlessWithoutSelector = address == Headless && spec.Selector.IsEmpty;
        return service with
        {
            Spec = spec with
            {
                IPFamilies = spec.IPFamilies.IsEmpty && !headlessWithoutSelector ? ["IPv4"] : spec.IPFamilies,
                IPFamilyPolicy = spec.IPFamilyPolicy ?? "SingleStack",
                InternalTrafficPolicy = spec.InternalTrafficPolicy ?? "Cluster",
                SessionAffinity = spec.SessionAffinity.Length == 0 ? "None" : spec.SessionAffinity,
                ExternalTrafficPolicy = NeedsNodePorts(spec) || spec.Type == "LoadBalancer"
                    ? (spec.ExternalTrafficPolicy.Length == 0 ? "Cluster" : spec.ExternalTrafficPolicy)
                    : spec.ExternalIPs.IsEmpty && old is not null ? "" : spec.ExternalTrafficPolicy,
                AllocateLoadBalancerNodePorts = spec.Type == "LoadBalancer" ? spec.AllocateLoadBalancerNodePorts ?? true : null,
            },
        };
    }

    private ApiResult<Service> AllocateAddress(Service service, Service? before, WriteContext context)
    {
        var spec = service.Spec;
        if (spec.Type == "ExternalName" || spec.ClusterIP == Headless || (before is not null && before.Spec.ClusterIP == spec.ClusterIP && spec.ClusterIP.Length > 0))
        {
            return service;
        }

        if (spec.ClusterIP.Length > 0)
        {
            return ips.TryTake(addresses.OffsetOf(spec.ClusterIP))
                ? service
                : Failures.Invalid(context.Resource.Kind, service.Metadata.Name,
                    [Faults.Invalid("spec.clusterIPs", spec.ClusterIP, $"failed to allocate IP {spec.ClusterIP}: provided IP is already allocated")]);
        }

        // The first addresses are kept for those who ask for one by name, as far as there are others.
        var reserved = Math.Clamp(addresses.Size / 16, 16, 256);
        var offset = ips.TakeAny(addresses.Size > 64 ? reserved : 0);
        if (offset < 0)
        {
            return Failures.InternalError("failed to allocate a serviceIP: range is full");
        }

        var address = addresses.At(offset);
        return service with { Spec = spec with { ClusterIP = address, ClusterIPs = [address] } };
    }

    private ApiResult<IKubernetesObject> AllocatePorts(Service service, Service? before, WriteContext context)
    {
        if (!NeedsNodePorts(service.Spec))
        {
            return ApiResult<IKubernetesObject>.Ok(service);
        }

        var held = before is null ? [] : NodePorts(before).ToHashSet();
        var given = new List<ServicePort>();
        var took = new List<int>();
        foreach (var port in service.Spec.Ports)
        {
            // One number serves both protocols of a port.
            var number = port.NodePort;
            if (number == 0)
            {
                number = (int)ports.TakeAny(reserved: 0);
                took.Add(number);
            }
            else if (!held.Contains(number) && !took.Contains(number))
            {
                if (!ports.TryTake(number))
                {
                    took.ForEach(n => ports.Release(n));
                    var why = number < firstNodePort || number > lastNodePort
                        ? $"provided port is not in the valid range. The range of valid ports is {firstNodePort}-{lastNodePort}"
                        : "provided port is already allocated";
                    return Failures.Invalid(context.Resource.Kind, service.Metadata.Name,
                        [Faults.Invalid($"spec.ports[{given.Count}].nodePort", number.ToString(), why)]);
                }

                took.Add(number);
            }

            given.Add(port with { NodePort = number });
        }

        if (took.Contains(-1))
        {
            took.Where(n => n >= 0).ToList().ForEach(n => ports.Release(n));
            return Failures.InternalError("failed to allocate a nodePort: range is full");
        }

        return ApiResult<IKubernetesObject>.Ok(service with { Spec = service.Spec with { Ports = given.ToValueList() } });
    }

    private static bool NeedsNodePorts(ServiceSpec spec) =>
        spec.Type == "NodePort" || (spec.Type == "LoadBalancer" && spec.AllocateLoadBalancerNodePorts != false);

    private static int PortBefore(ServicePort port, Service? old) =>
        old?.Spec.Ports.FirstOrDefault(p => p.Port == port.Port && p.Protocol == port.Protocol)?.NodePort ?? 0;

    private static ValueList<ServicePort> WithoutNodePorts(ValueList<ServicePort> ports) => ports.Select(p => p with { NodePort = 0 }).ToValueList();

    private IEnumerable<long> Offsets(Service service) => service.Spec.ClusterIPs.Select(addresses.OffsetOf).Where(o => o >= 0);

    private static IEnumerable<int> NodePorts(Service service) => service.Spec.Ports.Select(p => p.NodePort).Where(p => p > 0);
}
