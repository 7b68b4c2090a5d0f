using System.Net;
using Navarch.Api.Core.V1;
using Navarch.Api.Validation;

namespace Navarch.ApiServer.Resources.Services;

/// <summary>What came of allocating: the service with its addresses and ports, a fault of what was asked for, or that nothing is left.</summary>
/// <param name="Value">The service.</param>
/// <param name="Fault">What cannot be given.</param>
/// <param name="Exhausted">What nothing is left of.</param>
internal readonly record struct AllocationResult(Service Value, FieldError? Fault = null, string? Exhausted = null)
{
    /// <summary>Whether the service has all it needs.</summary>
    public bool IsSuccess => Fault is null && Exhausted is null;
}

/// <summary>Gives services their cluster addresses and node ports, by reserving them in the store before the service is written.</summary>
internal sealed class ServiceAllocator(ServiceRanges ranges, AddressReservations addresses, NodePortReservations ports, int firstPort, int lastPort, Random random)
{
    private const string Headless = "None";
    private readonly Lock gate = new();

    /// <summary>Whether the ports of a service get node ports.</summary>
    public static bool NeedsNodePorts(ServiceSpec spec) =>
        spec.Type == ServiceTypes.NodePort || (spec.Type == ServiceTypes.LoadBalancer && spec.AllocateLoadBalancerNodePorts != false);

    /// <summary>Whether load balancers ask the nodes which of them have endpoints.</summary>
    public static bool NeedsHealthCheckPort(ServiceSpec spec) => spec is { Type: ServiceTypes.LoadBalancer, ExternalTrafficPolicy: "Local" };

    /// <summary>The addresses a service holds.</summary>
    public static IEnumerable<string> AddressesOf(Service service) => service.Spec.ClusterIPs.Where(a => a.Length > 0 && a != Headless);

    /// <summary>The node ports a service holds.</summary>
    public static IEnumerable<int> PortsOf(Service service) =>
        service.Spec.Ports.Select(p => p.NodePort).Append(service.Spec.HealthCheckNodePort).Where(p => p > 0).Distinct();

    /// <summary>
    /// Takes what <paramref name="service"/> needs and <paramref name="before"/> (null: nothing) does not hold. When it fails, nothing
    /// stays taken.
    /// </summary>
    public async ValueTask<AllocationResult> AllocateAsync(Service service, Service? before, CancellationToken cancellationToken)
    {
        var result = await WithAddressesAsync(service, before, cancellationToken);
        if (result.IsSuccess)
        {
            result = await WithPortsAsync(result.Value, before, cancellationToken);
        }

        if (!result.IsSuccess)
        {
            await ReleaseAsync(result.Value, before);
        }

        return result;
    }

    /// <summary>Gives back what <paramref name="gone"/> holds and <paramref name="kept"/> (null: nothing) does not.</summary>
    public async ValueTask ReleaseAsync(Service gone, Service? kept)
    {
        foreach (var address in AddressesOf(gone).Except(kept is null ? [] : AddressesOf(kept), StringComparer.Ordinal))
        {
            await addresses.ReleaseAsync(address, gone);
        }

        foreach (var port in PortsOf(gone).Except(kept is null ? [] : PortsOf(kept)))
        {
            await ports.ReleaseAsync(port, gone);
        }
    }

    private async ValueTask<AllocationResult> WithAddressesAsync(Service service, Service? before, CancellationToken cancellationToken)
    {
        var spec = service.Spec;
        if (spec.Type == ServiceTypes.ExternalName || spec.ClusterIP == Headless)
        {
            return new(service);
        }

        var held = before is null ? [] : AddressesOf(before).ToHashSet(StringComparer.Ordinal);
        var given = new List<string>();
        for (var i = 0; i < spec.IPFamilies.Count; i++)
        {
            var wanted = i < spec.ClusterIPs.Count ? spec.ClusterIPs[i] : "";
            if (wanted.Length > 0 && !held.Contains(wanted))
            {
                if (await WhyNotAsync(wanted, spec.IPFamilies[i], service, cancellationToken) is { } why)
                {
                    var fault = Faults.Invalid("spec.clusterIPs", spec.ClusterIPs, $"failed to allocate IP {wanted}: {why}");
                    return new(Holding(given), fault);
                }
            }
            else if (wanted.Length == 0)
            {
                if (await TakeAnyAsync(spec.IPFamilies[i], service, cancellationToken) is not { } any)
                {
                    return new(Holding(given), Exhausted: "failed to allocate a serviceIP: range is full");
                }

                wanted = any;
            }

            given.Add(wanted);
        }

        return new(Holding(given));

        Service Holding(List<string> list) =>
            service with { Spec = spec with { ClusterIP = list.Count > 0 ? list[0] : "", ClusterIPs = list.ToValueList() } };
    }

    private async ValueTask<string?> WhyNotAsync(string wanted, string family, Service service, CancellationToken cancellationToken)
    {
        if (!IPAddress.TryParse(wanted, out var address) || !ranges.Contains(address))
        {
            return $"the provided IP is not in the valid range. The range of valid IPs is {string.Join(", ", ranges.Of(family))}";
        }

        return await addresses.TryTakeAsync(wanted, service, cancellationToken) ? null : "provided IP is already allocated";
    }

    private async ValueTask<string?> TakeAnyAsync(string family, Service service, CancellationToken cancellationToken)
    {
        foreach (var range in ranges.Of(family))
        {
            foreach (var offset in Candidates(1, range.Last, range.Reserved))
            {
                var address = range.At(offset);
                if (!addresses.IsTaken(address) && await addresses.TryTakeAsync(address, service, cancellationToken))
                {
                    return address;
                }
            }
        }

        return null;
    }

    private async ValueTask<AllocationResult> WithPortsAsync(Service service, Service? before, CancellationToken cancellationToken)
    {
        // One number serves several protocols of a service.
        var held = before is null ? [] : PortsOf(before).ToHashSet();
        var given = new List<ServicePort>();
        foreach (var port in NeedsNodePorts(service.Spec) ? service.Spec.Ports.AsEnumerable() : [])
        {
            var number = port.NodePort;
            if (number == 0)
            {
                number = await TakeAnyPortAsync(service, cancellationToken);
            }
            else if (!held.Contains(number) && await WhyNotAsync(number, service, cancellationToken) is { } why)
            {
                return new(Holding(0), Faults.Invalid($"spec.ports[{given.Count}].nodePort", number, why));
            }

            if (number == 0)
            {
                return new(Holding(0), Exhausted: "failed to allocate a nodePort: range is full");
            }

            held.Add(number);
            given.Add(port with { NodePort = number });
        }

        var check = service.Spec.HealthCheckNodePort;
        if (check != 0 && !held.Contains(check) && await WhyNotAsync(check, service, cancellationToken) is { } refusal)
        {
            return new(Holding(0), Faults.Invalid("spec.healthCheckNodePort", check, refusal));
        }

        if (check == 0 && NeedsHealthCheckPort(service.Spec))
        {
            check = await TakeAnyPortAsync(service, cancellationToken);
        }

        return new(Holding(check));

        Service Holding(int health) => service with
        {
            Spec = service.Spec with { HealthCheckNodePort = health, Ports = given.Concat(service.Spec.Ports.Skip(given.Count).Select(Unallocated)).ToValueList() },
        };

        ServicePort Unallocated(ServicePort port) => held.Contains(port.NodePort) ? port : port with { NodePort = 0 };
    }

    private async ValueTask<string?> WhyNotAsync(int port, Service service, CancellationToken cancellationToken)
    {
        if (port < firstPort || port > lastPort)
        {
            return $"provided port is not in the valid range. The range of valid ports is {firstPort}-{lastPort}";
        }

        return await ports.TryTakeAsync(port, service, cancellationToken) ? null : "provided port is already allocated";
    }

    /// <summary>Takes any port; 0 when none is left. The first ones, a thirty-second part or 16 to 128, come last (KEP-3668).</summary>
    private async ValueTask<int> TakeAnyPortAsync(Service service, CancellationToken cancellationToken)
    {
        var size = lastPort - firstPort + 1;
        foreach (var candidate in Candidates(firstPort, lastPort, size < 16 ? 0 : Math.Clamp(size / 32, 16, 128)))
        {
            var port = (int)candidate;
            if (!ports.IsTaken(port) && await ports.TryTakeAsync(port, service, cancellationToken))
            {
                return port;
            }
        }

        return 0;
    }

    /// <summary>Every number of a range once: from a random one behind the reserved part on, around to it, then the reserved ones.</summary>
    private IEnumerable<long> Candidates(long first, long last, long reserved)
    {
        var from = Math.Min(first + reserved, last);
        long start;
        lock (gate)
        {
            start = random.NextInt64(from, last + 1);
        }

        for (var number = start; number <= last; number++)
        {
            yield return number;
        }

        for (var number = from; number < start; number++)
        {
            yield return number;
        }

        for (var number = first; number < from; number++)
        {
            yield return number;
        }
    }
}
