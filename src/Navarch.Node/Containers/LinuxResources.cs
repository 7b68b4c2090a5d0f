using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Node.Pods;
using Wire = Navarch.Client.Grpc.Cri;

namespace Navarch.Node.Containers;

/// <summary>Computes what requests and limits mean to the kernel.</summary>
public static class LinuxResources
{
    /// <summary>The scheduling period of processor quotas, in microseconds.</summary>
    public const long CpuPeriod = 100_000;

    /// <summary>The kernel's least share of the processor.</summary>
    public const long LeastShares = 2;

    /// <summary>The score of processes that go last when memory runs out.</summary>
    private const long ProtectedScore = -997;

    /// <summary>The resources of a container.</summary>
    /// <param name="pod">Its pod.</param>
    /// <param name="container">The container.</param>
    /// <param name="nodeMemory">The node's memory, in bytes.</param>
    public static Wire.LinuxContainerResources Compose(Pod pod, Container container, long nodeMemory)
    {
        var (requests, limits) = (container.Resources.Requests, container.Resources.Limits);
        var cpuLimit = Milli(limits, "cpu");
        var cpuRequest = requests.ContainsKey("cpu") ? Milli(requests, "cpu") : cpuLimit;
        var resources = new Wire.LinuxContainerResources
        {
            CpuShares = Shares(cpuRequest),
            MemoryLimitInBytes = Bytes(limits, "memory"),
            OomScoreAdj = OomScore(pod, container, nodeMemory),
        };
        if (cpuLimit > 0)
        {
            resources.CpuPeriod = CpuPeriod;
            resources.CpuQuota = Quota(cpuLimit);
        }

        return resources;
    }

    /// <summary>The share of the processor for so many thousandths of a core.</summary>
    public static long Shares(long milliCpu) => Math.Clamp(milliCpu * 1024 / 1000, LeastShares, 262_144);

    /// <summary>The quota in each period for so many thousandths of a core.</summary>
    public static long Quota(long milliCpu) => Math.Max(milliCpu * CpuPeriod / 1000, 1000);

    /// <summary>The cgroup v2 weight that corresponds to v1 shares.</summary>
    public static long Weight(long shares) => 1 + ((shares - 2) * 9999 / 262_142);

    /// <summary>
    /// How readily the kernel ends the container when memory runs out: guaranteed ones last, those without requests
    /// first, the others the later the more of the node's memory they asked for.
    /// </summary>
    public static long OomScore(Pod pod, Container container, long nodeMemory)
    {
        if (pod.Spec.Priority >= 2_000_000_000)
        {
            return ProtectedScore;
        }

        switch (QosClass.Of(pod.Spec))
        {
            case QosClass.Guaranteed:
                return ProtectedScore;
            case QosClass.BestEffort:
                return 1000;
            default:
                var request = container.Resources.Requests.ContainsKey("memory") ? Bytes(container.Resources.Requests, "memory") : Bytes(container.Resources.Limits, "memory");
                var score = 1000 - (nodeMemory == 0 ? 0 : 1000 * request / nodeMemory);
                return Math.Clamp(score, 1000 + ProtectedScore, 999);
        }
    }

    private static long Milli(ValueMap<Quantity> resources, string name) => resources.TryGetValue(name, out var quantity) ? quantity.MilliValue() : 0;

    private static long Bytes(ValueMap<Quantity> resources, string name) => resources.TryGetValue(name, out var quantity) ? quantity.Value() : 0;
}
