using Navarch.Api.Core.V1;

namespace Navarch.Api.Defaulting;

/// <summary>Defaults of containers of all sorts, their ports, probes and environment.</summary>
internal static class ContainerDefaults
{
    private const double FinestFrom = 1e12;
    private const string TerminationLog = "/dev/termination-log";

    /// <summary>A container or init container.</summary>
    public static Container Apply(Container container) => container with
    {
        Resources = Resources(container.Resources),
        ImagePullPolicy = container.ImagePullPolicy.Or(PullPolicy(container.Image)),
        TerminationMessagePath = container.TerminationMessagePath.Or(TerminationLog),
        TerminationMessagePolicy = container.TerminationMessagePolicy.Or(TerminationMessagePolicies.File),
        Ports = container.Ports.Change(Port),
        Env = container.Env.Change(Variable),
        LivenessProbe = Probe(container.LivenessProbe),
        ReadinessProbe = Probe(container.ReadinessProbe),
        StartupProbe = Probe(container.StartupProbe),
        Lifecycle = Lifecycle(container.Lifecycle),
    };

    /// <summary>A container put into a running pod.</summary>
    public static EphemeralContainer Apply(EphemeralContainer container) => container with
    {
        ImagePullPolicy = container.ImagePullPolicy.Or(PullPolicy(container.Image)),
        TerminationMessagePath = container.TerminationMessagePath.Or(TerminationLog),
        TerminationMessagePolicy = container.TerminationMessagePolicy.Or(TerminationMessagePolicies.File),
        Ports = container.Ports.Change(Port),
        Env = container.Env.Change(Variable),
        LivenessProbe = Probe(container.LivenessProbe),
        ReadinessProbe = Probe(container.ReadinessProbe),
        StartupProbe = Probe(container.StartupProbe),
        Lifecycle = Lifecycle(container.Lifecycle),
    };

    /// <summary>Amounts are not finer than a thousandth: what is finer is rounded up.</summary>
    public static ResourceRequirements Resources(ResourceRequirements resources) => resources.Limits.IsEmpty && resources.Requests.IsEmpty
        ? resources
        : resources with { Limits = Rounded(resources.Limits), Requests = Rounded(resources.Requests) };

    /// <summary>A limit without a request is also the request.</summary>
    public static Container RequestsFromLimits(Container container)
    {
        var requests = container.Resources.Requests;
        foreach (var (resource, limit) in container.Resources.Limits.AsSpan())
        {
            requests = requests.ContainsKey(resource) ? requests : requests.SetItem(resource, limit);
        }

        return requests.Count == container.Resources.Requests.Count ? container : container with { Resources = container.Resources with { Requests = requests } };
    }

    /// <summary>On the node's network every container port is the node's port.</summary>
    public static Container HostPorts(Container container) => container with
    {
        Ports = container.Ports.Change(p => p.HostPort == 0 ? p with { HostPort = p.Port } : p),
    };

    /// <summary>Always for the tag <c>latest</c>, which an image without tag and digest means; IfNotPresent otherwise.</summary>
    public static string PullPolicy(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        var at = name.IndexOf('@', StringComparison.Ordinal);
        var tagged = at >= 0 ? name[..at] : name;
        var colon = tagged.IndexOf(':', StringComparison.Ordinal);
        var tag = colon >= 0 ? tagged[(colon + 1)..] : at >= 0 ? "" : "latest";
        return tag == "latest" ? PullPolicies.Always : PullPolicies.IfNotPresent;
    }

    /// <summary>A field of the pod is of version v1.</summary>
    public static ObjectFieldSelector? FieldRef(ObjectFieldSelector? field) =>
        field is null || field.APIVersion.Length > 0 ? field : field with { APIVersion = "v1" };

    private static ValueMap<Quantity> Rounded(ValueMap<Quantity> amounts)
    {
        foreach (var (resource, amount) in amounts.AsSpan())
        {
            // Only small amounts can have so fine a part, and only those are sure to be counted in thousandths.
            if (amount.ToDouble() < FinestFrom && Quantity.Milli(amount.MilliValue()) is var rounded && rounded.CompareTo(amount) != 0)
            {
                amounts = amounts.SetItem(resource, rounded);
            }
        }

        return amounts;
    }

    private static ContainerPort Port(ContainerPort port) => port.Protocol.Length > 0 ? port : port with { Protocol = Protocols.TCP };

    private static EnvVar Variable(EnvVar variable)
    {
        if (variable.ValueFrom is not { } source)
        {
            return variable;
        }

        var field = FieldRef(source.FieldRef);
        var file = source.FileKeyRef is { Optional: null } key ? key with { Optional = false } : source.FileKeyRef;
        return ReferenceEquals(field, source.FieldRef) && ReferenceEquals(file, source.FileKeyRef)
            ? variable
            : variable with { ValueFrom = source with { FieldRef = field, FileKeyRef = file } };
    }

    private static Probe? Probe(Probe? probe) => probe is null ? null : probe with
    {
        TimeoutSeconds = probe.TimeoutSeconds == 0 ? 1 : probe.TimeoutSeconds,
        PeriodSeconds = probe.PeriodSeconds == 0 ? 10 : probe.PeriodSeconds,
        SuccessThreshold = probe.SuccessThreshold == 0 ? 1 : probe.SuccessThreshold,
        FailureThreshold = probe.FailureThreshold == 0 ? 3 : probe.FailureThreshold,
        HTTPGet = HttpGet(probe.HTTPGet),
        GRPC = probe.GRPC is { Service: null } grpc ? grpc with { Service = "" } : probe.GRPC,
    };

    private static Lifecycle? Lifecycle(Lifecycle? lifecycle) => lifecycle is null ? null : lifecycle with
    {
        PostStart = lifecycle.PostStart is { } start ? start with { HTTPGet = HttpGet(start.HTTPGet) } : null,
        PreStop = lifecycle.PreStop is { } stop ? stop with { HTTPGet = HttpGet(stop.HTTPGet) } : null,
    };

    private static HTTPGetAction? HttpGet(HTTPGetAction? action) =>
        action is null ? null : action with { Path = action.Path.Or("/"), Scheme = action.Scheme.Or(URISchemes.HTTP) };
}
