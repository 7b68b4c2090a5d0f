namespace Navarch.Api.Core.V1;

/// <summary>What objects count for in quotas.</summary>
public static class QuotaUsage
{
    private const string RequestsPrefix = "requests.";
    private const string LimitsPrefix = "limits.";
    private const string ClassSuffix = ".storageclass.storage.k8s.io/";

    private static readonly Quantity One = new(1);
    private static readonly HashSet<string> PodLevel = new(StringComparer.Ordinal) { "cpu", "memory", "ephemeral-storage" };

    // Kinds whose number can be limited by the resource's plain name.
    private static readonly HashSet<string> PlainCounts = new(StringComparer.Ordinal)
    {
        "configmaps", "secrets", "replicationcontrollers", "resourcequotas",
    };

    /// <summary>What one object counts for, by the names quotas use.</summary>
    public static ValueMap<Quantity> Of(IKubernetesObject obj)
    {
        var resource = obj.KindInfo.Resource;
        var usage = new SortedDictionary<string, Quantity>(StringComparer.Ordinal)
        {
            [obj.KindInfo.Group.Length == 0 ? $"count/{resource}" : $"count/{resource}.{obj.KindInfo.Group}"] = One,
        };
        switch (obj)
        {
            case Pod pod when !pod.IsTerminal():
                AddPod(usage, pod);
                break;
            case PersistentVolumeClaim claim:
                AddClaim(usage, claim);
                break;
            case Service service:
                AddService(usage, service);
                break;
            default:
                if (obj.KindInfo.Group.Length == 0 && PlainCounts.Contains(resource))
                {
                    usage[resource] = One;
                }

                break;
        }

        return usage.ToValueMap();
    }

    /// <summary>Whether a quota limits objects of this kind: one of its names can only be counted by them.</summary>
    public static bool Concerns(ResourceQuota quota, KindInfo kind)
    {
        var count = kind.Group.Length == 0 ? $"count/{kind.Resource}" : $"count/{kind.Resource}.{kind.Group}";
        foreach (var name in quota.Spec.Hard.Keys)
        {
            if (name == count || (kind.Group.Length == 0 && ConcernsCore(name, kind.Resource)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a quota counts the object: its scopes all take it in. A quota with scopes counts pods only.</summary>
    public static bool Matches(ResourceQuota quota, IKubernetesObject obj)
    {
        var required = quota.Spec.Scopes.Select(s => new ScopedResourceSelectorRequirement { ScopeName = s, Operator = "Exists" })
            .Concat(quota.Spec.ScopeSelector?.MatchExpressions ?? default);
        return required.All(r => obj is Pod pod && Holds(r, pod));
    }

    /// <summary>The sum of what a quota counts, for every name it limits.</summary>
    public static ValueMap<Quantity> Total(ResourceQuota quota, IEnumerable<IKubernetesObject> objects)
    {
        var totals = quota.Spec.Hard.Keys.ToDictionary(name => name, _ => Quantity.Zero, StringComparer.Ordinal);
        foreach (var obj in objects)
        {
            if (!Concerns(quota, obj.KindInfo) || !Matches(quota, obj))
            {
                continue;
            }

            foreach (var (name, amount) in Of(obj))
            {
                if (totals.TryGetValue(name, out var sum))
                {
                    totals[name] = sum.IsZero ? amount : sum + amount;
                }
            }
        }

        return totals.ToValueMap();
    }

    /// <summary>
    /// The names of cpu and memory amounts that a quota limits and a container of the pod does not state, with the containers:
    /// a pod that leaves them open could not be counted. In the order of the names.
    /// </summary>
    public static IReadOnlyList<(string Resource, IReadOnlyList<string> Containers)> Unstated(ResourceQuota quota, Pod pod)
    {
        var found = new List<(string, IReadOnlyList<string>)>();
        foreach (var name in quota.Spec.Hard.Keys.Where(IsRequired).Order(StringComparer.Ordinal))
        {
            var wanting = pod.Spec.Containers.Concat(pod.Spec.InitContainers)
                .Where(c => !States(c, name) && !States(pod.Spec.Resources, name))
                .Select(c => c.Name)
                .Order(StringComparer.Ordinal)
                .ToArray();
            if (wanting.Length > 0)
            {
                found.Add((name, wanting));
            }
        }

        return found;
    }

    private static bool IsRequired(string name) => name is "cpu" or "memory" or "requests.cpu" or "requests.memory" or "limits.cpu" or "limits.memory";

    private static bool States(Container container, string name) => States(container.Resources, name);

    private static bool States(ResourceRequirements? resources, string name) =>
        resources is not null
        && (name.StartsWith(LimitsPrefix, StringComparison.Ordinal)
            ? resources.Limits.ContainsKey(name[LimitsPrefix.Length..])
            : resources.Requests.ContainsKey(name.StartsWith(RequestsPrefix, StringComparison.Ordinal) ? name[RequestsPrefix.Length..] : name));

    private static void AddPod(SortedDictionary<string, Quantity> usage, Pod pod)
    {
        usage["pods"] = One;
        foreach (var (name, amount) in Pods.Requests(pod.Spec))
        {
            if (PodLevel.Contains(name) || name.StartsWith("hugepages-", StringComparison.Ordinal))
            {
                usage[name] = amount;
            }

            usage[RequestsPrefix + name] = amount;
        }

        foreach (var (name, amount) in Pods.Limits(pod.Spec))
        {
            if (PodLevel.Contains(name))
            {
                usage[LimitsPrefix + name] = amount;
            }
        }
    }

    private static void AddClaim(SortedDictionary<string, Quantity> usage, PersistentVolumeClaim claim)
    {
        var request = Quantity.Max(VolumeClaims.RequestOf(claim), claim.Status.AllocatedResources.TryGetValue("storage", out var allocated) ? allocated : default);
        usage["persistentvolumeclaims"] = One;
        usage["requests.storage"] = request;
        if (VolumeClaims.ClassOf(claim) is { Length: > 0 } storageClass)
        {
            usage[$"{storageClass}{ClassSuffix}persistentvolumeclaims"] = One;
            usage[$"{storageClass}{ClassSuffix}requests.storage"] = request;
        }
    }

    private static void AddService(SortedDictionary<string, Quantity> usage, Service service)
    {
        usage["services"] = One;
        var ports = new Quantity(service.Spec.Ports.Count);
        if (service.Spec.Type == ServiceTypes.LoadBalancer)
        {
            usage["services.loadbalancers"] = One;
            usage["services.nodeports"] = service.Spec.AllocateLoadBalancerNodePorts == false ? new Quantity(service.Spec.Ports.Count(p => p.NodePort != 0)) : ports;
        }
        else if (service.Spec.Type == ServiceTypes.NodePort)
        {
            usage["services.nodeports"] = ports;
        }
    }

    private static bool ConcernsCore(string name, string resource) => resource switch
    {
        "pods" => name is "pods" or "cpu" or "memory" or "ephemeral-storage"
            || (name.StartsWith(RequestsPrefix, StringComparison.Ordinal) && name != "requests.storage")
            || name.StartsWith(LimitsPrefix, StringComparison.Ordinal)
            || name.StartsWith("hugepages-", StringComparison.Ordinal),
        "persistentvolumeclaims" => name is "persistentvolumeclaims" or "requests.storage" || name.Contains(ClassSuffix, StringComparison.Ordinal),
        "services" => name is "services" or "services.nodeports" or "services.loadbalancers",
        _ => name == resource && PlainCounts.Contains(resource),
    };

    private static bool Holds(ScopedResourceSelectorRequirement requirement, Pod pod) => requirement.ScopeName switch
    {
        ResourceQuotaScopes.Terminating => pod.Spec.ActiveDeadlineSeconds >= 0,
        ResourceQuotaScopes.NotTerminating => pod.Spec.ActiveDeadlineSeconds is null,
        ResourceQuotaScopes.BestEffort => Pods.QosClass(pod.Spec) == PodQOSClasses.BestEffort,
        ResourceQuotaScopes.NotBestEffort => Pods.QosClass(pod.Spec) != PodQOSClasses.BestEffort,
        ResourceQuotaScopes.CrossNamespacePodAffinity => CrossesNamespaces(pod.Spec.Affinity),
        ResourceQuotaScopes.PriorityClass => requirement.Operator switch
        {
            "In" => requirement.Values.Contains(pod.Spec.PriorityClassName),
            "NotIn" => !requirement.Values.Contains(pod.Spec.PriorityClassName),
            "Exists" => pod.Spec.PriorityClassName.Length > 0,
            "DoesNotExist" => pod.Spec.PriorityClassName.Length == 0,
            _ => false,
        },
        _ => false,
    };

    private static bool CrossesNamespaces(Affinity? affinity)
    {
        var terms = (affinity?.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? default)
            .Concat(affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? default)
            .Concat((affinity?.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? default).Select(w => w.PodAffinityTerm))
            .Concat((affinity?.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? default).Select(w => w.PodAffinityTerm));
        return terms.Any(t => !t.Namespaces.IsEmpty || t.NamespaceSelector is not null);
    }
}
