namespace Navarch.Node.Hollow;

/// <summary>How many simulated nodes there are, what they claim to have, and how the pods on them fare.</summary>
public sealed record HollowOptions
{
    /// <summary>The most nodes there can be: each has a range of 256 addresses of <see cref="HollowAddresses"/>.</summary>
    public const int MostNodes = 16_384;

    /// <summary>The number of nodes.</summary>
    public required int Nodes { get; init; }

    /// <summary>The processors each node claims.</summary>
    public int Cpus { get; init; } = 32;

    /// <summary>The memory each node claims, in bytes.</summary>
    public long Memory { get; init; } = 64L << 30;

    /// <summary>The storage each node claims, in bytes.</summary>
    public long Storage { get; init; } = 512L << 30;

    /// <summary>The most pods on a node; at most 254.</summary>
    public int MaxPods { get; init; } = 110;

    /// <summary>The nodes are spread evenly over this many zones.</summary>
    public int Zones { get; init; } = 3;

    /// <summary>How pods fare.</summary>
    public HollowPodTimes Pods { get; init; } = new();

    /// <summary>How often a node renews its lease.</summary>
    public TimeSpan LeasePeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a node repeats its status when nothing changed.</summary>
    public TimeSpan StatusPeriod { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many requests may be under way at once, over all nodes.</summary>
    public int Parallelism { get; init; } = 64;
}

/// <summary>How long things take on a simulated node, and how often they go wrong.</summary>
public sealed record HollowPodTimes
{
    /// <summary>From the moment a pod is seen on its node until its containers run.</summary>
    public TimeSpan StartDelay { get; init; }

    /// <summary>From the request to delete a pod until its containers have ended; the pod's grace period limits it.</summary>
    public TimeSpan StopDelay { get; init; }

    /// <summary>The share of pods whose containers fail at their start, 0 to 1.</summary>
    public double FailureShare { get; init; }
}
