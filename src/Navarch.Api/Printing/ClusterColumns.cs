using Navarch.Api.Coordination.V1;
using Navarch.Api.Core.V1;
using Navarch.Api.Node.V1;
using Navarch.Api.Scheduling.V1;
using CoreEvent = Navarch.Api.Core.V1.Event;
using CoreNode = Navarch.Api.Core.V1.Node;

namespace Navarch.Api.Printing;

/// <summary>The tables of nodes, namespaces, events and the small kinds of a cluster.</summary>
internal static class ClusterColumns
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static readonly ColumnSet Nodes = ColumnSet.Of<CoreNode>(
        ColumnSet.Name<CoreNode>(),
        new("Status", NodeStatus, description: "Whether the node takes and runs pods."),
        new("Roles", Roles, description: "What the node is for."),
        ColumnSet.Age<CoreNode>(),
        new("Version", n => n.Status.NodeInfo.KubeletVersion, description: "The version of the node agent."),
        new("Internal-IP", n => Address(n, NodeAddressTypes.InternalIP), wide: true, description: "The node's address in the cluster."),
        new("External-IP", n => Address(n, NodeAddressTypes.ExternalIP), wide: true, description: "The node's address from outside."),
        new("OS-Image", n => Known(n.Status.NodeInfo.OSImage), wide: true, description: "The node's operating system."),
        new("Kernel-Version", n => Known(n.Status.NodeInfo.KernelVersion), wide: true, description: "The node's kernel."),
        new("Container-Runtime", n => Known(n.Status.NodeInfo.ContainerRuntimeVersion), wide: true, description: "What runs the node's containers."));

    public static readonly ColumnSet Namespaces = ColumnSet.Of<Namespace>(
        ColumnSet.Name<Namespace>(),
        new("Status", n => n.Status.Phase, description: "Whether the namespace is active or going away."),
        ColumnSet.Age<Namespace>());

    public static readonly ColumnSet Events = ColumnSet.Of<CoreEvent>(
        new("Last Seen", LastSeen, Description: "The time since it last happened."),
        new("Type", e => e.Type, description: "Normal or Warning."),
        new("Reason", e => e.Reason, description: "What happened, in a word."),
        new("Object", e => e.InvolvedObject.Name.Length > 0 ? $"{e.InvolvedObject.Kind.ToLowerInvariant()}/{e.InvolvedObject.Name}" : e.InvolvedObject.Kind.ToLowerInvariant(), description: "What it happened to."),
        new("Subobject", e => e.InvolvedObject.FieldPath, wide: true, description: "The part of the object."),
        new("Source", Source, wide: true, description: "Who says so."),
        new("Message", e => e.Message.Trim(), description: "What happened."),
        new("First Seen", FirstSeen, Wide: true, Description: "The time since it first happened."),
        new("Count", e => e.Series?.Count ?? Math.Max(e.Count, 1), wide: true, description: "How often it happened."),
        new("Name", (e, _) => e.Metadata.Name, Wide: true, Format: "name", Description: "The event's name."));

    public static readonly ColumnSet ServiceAccounts = ColumnSet.Of<ServiceAccount>(
        ColumnSet.Name<ServiceAccount>(),
        new("Secrets", a => a.Secrets.Count, description: "The secrets it may use."),
        ColumnSet.Age<ServiceAccount>());

    public static readonly ColumnSet ConfigMaps = ColumnSet.Of<ConfigMap>(
        ColumnSet.Name<ConfigMap>(),
        new("Data", m => m.Data.Count + m.BinaryData.Count, description: "The number of keys."),
        ColumnSet.Age<ConfigMap>());

    public static readonly ColumnSet Secrets = ColumnSet.Of<Secret>(
        ColumnSet.Name<Secret>(),
        new("Type", s => s.Type, description: "What the secret is for."),
        new("Data", s => s.Data.Count, description: "The number of keys."),
        ColumnSet.Age<Secret>());

    public static readonly ColumnSet Leases = ColumnSet.Of<Lease>(
        ColumnSet.Name<Lease>(),
        new("Holder", l => l.Spec.HolderIdentity ?? "", description: "Who holds it."),
        ColumnSet.Age<Lease>());

    public static readonly ColumnSet ResourceQuotas = ColumnSet.Of<ResourceQuota>(
        ColumnSet.Name<ResourceQuota>(),
        new("Request", q => Quota(q, limits: false), description: "What is used of what may be asked for."),
        new("Limit", q => Quota(q, limits: true), description: "What is used of what limits may sum up to."),
        ColumnSet.Age<ResourceQuota>());

    public static readonly ColumnSet PriorityClasses = ColumnSet.Of<PriorityClass>(
        ColumnSet.Name<PriorityClass>(),
        new("Value", p => p.Value, type: "integer", description: "The priority of its pods."),
        new("Global-Default", p => p.GlobalDefault, type: "boolean", description: "Whether pods without a class get it."),
        ColumnSet.Age<PriorityClass>(),
        new("PreemptionPolicy", p => p.PreemptionPolicy ?? PreemptionPolicies.PreemptLowerPriority, description: "Whether its pods make others give way."));

    public static readonly ColumnSet RuntimeClasses = ColumnSet.Of<RuntimeClass>(
        ColumnSet.Name<RuntimeClass>(),
        new("Handler", c => c.Handler, description: "The runtime's own name for it."),
        ColumnSet.Age<RuntimeClass>());

    public static readonly ColumnSet ComponentStatuses = ColumnSet.Of<ComponentStatus>(
        ColumnSet.Name<ComponentStatus>(),
        new("Status", c => c.Conditions.FirstOrDefault(x => x.Type == "Healthy") is { } h ? h.Status == "True" ? "Healthy" : "Unhealthy" : "Unknown", description: "Whether it is well."),
        new("Message", c => c.Conditions.FirstOrDefault(x => x.Type == "Healthy")?.Message ?? "", description: "What it says."),
        new("Error", c => c.Conditions.FirstOrDefault(x => x.Type == "Healthy")?.Error ?? "", description: "What is wrong."));

    private static Cell NodeStatus(CoreNode node)
    {
        var ready = node.Status.Conditions.FirstOrDefault(c => c.Type == NodeConditionTypes.Ready);
        var status = ready is null ? "Unknown" : ready.Status == ConditionStatuses.True ? "Ready" : "NotReady";
        return node.Spec.Unschedulable ? status + ",SchedulingDisabled" : status;
    }

    private static Cell Roles(CoreNode node)
    {
        var roles = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in node.Metadata.Labels)
        {
            if (key.StartsWith(RolePrefix, StringComparison.Ordinal) && key.Length > RolePrefix.Length)
            {
                roles.Add(key[RolePrefix.Length..]);
            }
            else if (key == "kubernetes.io/role" && value.Length > 0)
            {
                roles.Add(value);
            }
        }

        return Texts.OrNone(string.Join(',', roles));
    }

    private static string Address(CoreNode node, string type) => node.Status.Addresses.FirstOrDefault(a => a.Type == type)?.Address ?? Texts.None;

    private static string Known(string text) => text.Length > 0 ? text : Texts.Unknown;

    private static Cell Source(CoreEvent e)
    {
        var component = e.Source.Component.Length > 0 ? e.Source.Component : e.ReportingController;
        var instance = e.Source.Host.Length > 0 ? e.Source.Host : e.ReportingInstance;
        return instance.Length == 0 ? component : $"{component}, {instance}";
    }

    private static Cell FirstSeen(CoreEvent e, DateTimeOffset now) => Ages.Since(e.FirstTimestamp ?? e.EventTime, now);

    private static Cell LastSeen(CoreEvent e, DateTimeOffset now) => Ages.Since(e.Series?.LastObservedTime ?? e.LastTimestamp ?? e.FirstTimestamp ?? e.EventTime, now);

    private static Cell Quota(ResourceQuota quota, bool limits) => string.Join(", ", quota.Status.Hard
        .Where(h => h.Key.StartsWith("limits.", StringComparison.Ordinal) == limits)
        .Select(h => $"{h.Key}: {(quota.Status.Used.TryGetValue(h.Key, out var used) ? used : Quantity.Zero)}/{h.Value}"));
}
