using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Node.Containers;
using Navarch.Node.Pods;
using Navarch.Node.Runtime;

namespace Navarch.Node.Cgroups;

/// <summary>
/// The cgroups of pods: one for each pod, by quality of service below the node's own, so that a pod's containers are
/// weighed and bounded together. The runtime makes the containers' cgroups below the pod's.
/// </summary>
/// <param name="root">The node's cgroup from the root of every hierarchy, such as <c>/navarch-1a2b3c</c>; empty: pods have no cgroup.</param>
public sealed class PodCgroups(string root)
{
    private const string Mount = "/sys/fs/cgroup";
    private readonly bool unified = CgroupTree.IsUnified;

    /// <summary>The cgroup of a pod, from the root of every hierarchy.</summary>
    public string PathOf(Pod pod) => root.Length == 0 ? "" : QosClass.Of(pod.Spec) switch
    {
        QosClass.Guaranteed => $"{root}/pod{pod.Metadata.UID}",
        QosClass.Burstable => $"{root}/burstable/pod{pod.Metadata.UID}",
        _ => $"{root}/besteffort/pod{pod.Metadata.UID}",
    };

    /// <summary>Makes a pod's cgroup with its weight and bounds.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? Create(Pod pod)
    {
        if (root.Length == 0)
        {
            return null;
        }

        var path = PathOf(pod);
        var limits = PodLimits.Of(pod.Spec);
        try
        {
            if (unified)
            {
                CreateUnified(path, limits);
            }
            else
            {
                CreateSplit(path, limits);
            }

            WeighBestEffort();

            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"the cgroup {path} could not be made: {failure.Message}";
        }
    }

    /// <summary>Removes a pod's cgroup; one in which something still lives stays.</summary>
    public void Remove(string podUid)
    {
        if (root.Length == 0)
        {
            return;
        }

        foreach (var parent in new[] { root, $"{root}/burstable", $"{root}/besteffort" })
        {
            new CgroupTree($"{parent}/pod{podUid}").TryRemove();
        }
    }

    /// <summary>Pods that ask for nothing together weigh no more than the least.</summary>
    private void WeighBestEffort()
    {
        var folder = unified ? $"{Mount}{root}/besteffort" : $"{Mount}/cpu{root}/besteffort";
        if (Directory.Exists(folder))
        {
            Write(folder, unified ? "cpu.weight" : "cpu.shares", unified ? "1" : "2");
        }
    }

    private static void CreateUnified(string path, PodLimits limits)
    {
        var folder = Mount;
        var parts = path.Trim('/').Split('/');
        foreach (var part in parts)
        {
            Delegate(folder);
            folder = Path.Combine(folder, part);
            Directory.CreateDirectory(folder);
        }

        Delegate(folder);
        Write(folder, "cpu.weight", LinuxResources.Weight(limits.Shares).ToString());
        Write(folder, "cpu.max", limits.MilliCpu is { } cpu ? $"{LinuxResources.Quota(cpu)} {LinuxResources.CpuPeriod}" : $"max {LinuxResources.CpuPeriod}");
        Write(folder, "memory.max", limits.Memory is { } memory ? memory.ToString() : "max");
    }

    private static void Delegate(string folder)
    {
        var controllers = File.ReadAllText(Path.Combine(folder, "cgroup.controllers")).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Write(folder, "cgroup.subtree_control", string.Join(' ', controllers.Where(c => c is "cpu" or "cpuset" or "memory" or "pids" or "io").Select(c => "+" + c)));
    }

    private static void CreateSplit(string path, PodLimits limits)
    {
        var cpu = Path.Combine(Mount, "cpu") + path;
        if (Directory.Exists(Path.Combine(Mount, "cpu")))
        {
            Directory.CreateDirectory(cpu);
            Write(cpu, "cpu.shares", limits.Shares.ToString());
            Write(cpu, "cpu.cfs_period_us", LinuxResources.CpuPeriod.ToString());
            Write(cpu, "cpu.cfs_quota_us", limits.MilliCpu is { } milli ? LinuxResources.Quota(milli).ToString() : "-1");
        }

        var memory = Path.Combine(Mount, "memory") + path;
        if (Directory.Exists(Path.Combine(Mount, "memory")))
        {
            Directory.CreateDirectory(memory);
            Write(memory, "memory.limit_in_bytes", limits.Memory is { } bytes ? bytes.ToString() : "-1");
        }
    }

    private static void Write(string folder, string file, string value)
    {
        var path = Path.Combine(folder, file);
        if (File.Exists(path) && value.Length > 0)
        {
            File.WriteAllText(path, value);
        }
    }
}

/// <summary>The weight and the bounds of a whole pod.</summary>
/// <param name="Shares">The share of the processor.</param>
/// <param name="MilliCpu">The bound on processor time, in thousandths of a core; null for none.</param>
/// <param name="Memory">The bound on memory, in bytes; null for none.</param>
public sealed record PodLimits(long Shares, long? MilliCpu, long? Memory)
{
    /// <summary>
    /// The bounds of a pod: its containers' sum, or its largest init container's where that is more; a bound holds only
    /// if every container has one.
    /// </summary>
    public static PodLimits Of(PodSpec spec) => new(
        LinuxResources.Shares(Total(spec, c => Request(c, "cpu")?.MilliValue() ?? 0)),
        Bound(spec, c => Limit(c, "cpu")?.MilliValue()),
        Bound(spec, c => Limit(c, "memory")?.Value()));

    private static long Total(PodSpec spec, Func<Container, long> amountOf)
    {
        long sidecars = 0, peak = 0;
        foreach (var init in spec.InitContainers)
        {
            if (RestartRules.RoleOfInit(init) == ContainerRole.Sidecar)
            {
                sidecars += amountOf(init);
                peak = Math.Max(peak, sidecars);
            }
            else
            {
                peak = Math.Max(peak, sidecars + amountOf(init));
            }
        }

        long main = 0;
        foreach (var container in spec.Containers)
        {
            main += amountOf(container);
        }

        return Math.Max(peak, main + sidecars);
    }

    private static long? Bound(PodSpec spec, Func<Container, long?> limitOf) =>
        spec.InitContainers.Concat(spec.Containers).All(c => limitOf(c) is > 0) ? Total(spec, c => limitOf(c) ?? 0) : null;

    private static Quantity? Request(Container container, string name) =>
        container.Resources.Requests.TryGetValue(name, out var request) ? request : Limit(container, name);

    private static Quantity? Limit(Container container, string name) =>
        container.Resources.Limits.TryGetValue(name, out var limit) ? limit : null;
}
