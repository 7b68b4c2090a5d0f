using Navarch.Api.Core.V1;
using Navarch.Api.Validation;

namespace Navarch.ApiServer.Resources.Services;

/// <summary>
/// Services: cluster addresses and node ports are given from ranges, never twice; they stay with the service until its type no longer
/// needs them or it is deleted.
/// </summary>
internal sealed class ServiceResource(ServiceRanges ranges, ServiceAllocator allocator) : ResourceStrategy
{
    private readonly ServiceFamilies families = new(ranges.Families);

    /// <inheritdoc/>
    public override bool ReturnsDeletedObject => true;

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForCreate(IKubernetesObject obj, WriteContext context) => Normal((Service)obj, null);

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context) => Normal((Service)obj, (Service)old);

    /// <inheritdoc/>
    public override IEnumerable<FieldError> Validate(IKubernetesObject obj, WriteContext context) => families.Check(((Service)obj).Spec);

    /// <inheritdoc/>
    public override async ValueTask<ApiResult<IKubernetesObject>> AllocateAsync(
        IKubernetesObject obj, IKubernetesObject? old, WriteContext context, CancellationToken cancellationToken)
    {
        var result = await allocator.AllocateAsync((Service)obj, old as Service, cancellationToken);
        return result.IsSuccess
            ? ApiResult<IKubernetesObject>.Ok(result.Value)
            : result.Fault is { } fault
                ? Failures.Invalid(context.Resource.Kind, obj.Metadata.Name, [fault])
                : Failures.InternalError(result.Exhausted!);
    }

    /// <inheritdoc/>
    public override ValueTask ReleaseAsync(IKubernetesObject gone, IKubernetesObject? kept) => allocator.ReleaseAsync((Service)gone, kept as Service);

    private Service Normal(Service service, Service? old)
    {
        var spec = service.Spec with { Type = service.Spec.Type.Length == 0 ? ServiceTypes.ClusterIP : service.Spec.Type };
        if (spec.Type == ServiceTypes.ExternalName)
        {
            return service with
            {
                Spec = spec with
                {
                    // What the service had as one of another type goes; what is sent anew is refused by the rules.
                    ClusterIP = spec.ClusterIP == old?.Spec.ClusterIP ? "" : spec.ClusterIP,
                    ClusterIPs = [],
                    IPFamilies = [],
                    IPFamilyPolicy = null,
                    InternalTrafficPolicy = null,
                    ExternalTrafficPolicy = "",
                    HealthCheckNodePort = 0,
                    AllocateLoadBalancerNodePorts = null,
                    Ports = WithoutNodePorts(spec.Ports),
                },
            };
        }

        spec = WithPorts(families.Complete(spec, old?.Spec), old);
        var isOutside = spec.Type is ServiceTypes.NodePort or ServiceTypes.LoadBalancer;
        return service with
        {
            Spec = spec with
            {
                InternalTrafficPolicy = spec.InternalTrafficPolicy ?? "Cluster",
                SessionAffinity = spec.SessionAffinity.Length == 0 ? "None" : spec.SessionAffinity,
                ExternalTrafficPolicy = isOutside
                    ? spec.ExternalTrafficPolicy.Length == 0 ? "Cluster" : spec.ExternalTrafficPolicy
                    : spec.ExternalIPs.IsEmpty && old is not null ? "" : spec.ExternalTrafficPolicy,
                AllocateLoadBalancerNodePorts = spec.Type == ServiceTypes.LoadBalancer ? spec.AllocateLoadBalancerNodePorts ?? true : null,
            },
        };
    }

    private static ServiceSpec WithPorts(ServiceSpec spec, Service? old)
    {
        var check = !ServiceAllocator.NeedsHealthCheckPort(spec) ? 0 : spec.HealthCheckNodePort != 0 ? spec.HealthCheckNodePort : old?.Spec.HealthCheckNodePort ?? 0;
        if (ServiceAllocator.NeedsNodePorts(spec))
        {
            return spec with { HealthCheckNodePort = check, Ports = spec.Ports.Select(p => p.NodePort != 0 ? p : p with { NodePort = PortBefore(p, old) }).ToValueList() };
        }

        // A type that no longer needs them drops the ports it was given; a new service may not name any, which the rules say.
        return spec with { HealthCheckNodePort = check, Ports = old is null ? spec.Ports : WithoutNodePorts(spec.Ports) };
    }

    private static int PortBefore(ServicePort port, Service? old) =>
        old?.Spec.Ports.FirstOrDefault(p => p.Port == port.Port && p.Protocol == port.Protocol)?.NodePort ?? 0;

    private static ValueList<ServicePort> WithoutNodePorts(ValueList<ServicePort> ports) => ports.Select(p => p with { NodePort = 0 }).ToValueList();
}
