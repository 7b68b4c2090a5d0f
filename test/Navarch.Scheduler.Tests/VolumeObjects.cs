using Microsoft.Extensions.Logging.Abstractions;
using Navarch.Api.Storage.V1;
using Navarch.Client.Caching;

namespace Navarch.Scheduler.Tests;

/// <summary>Claims, volumes and classes in an API in memory, with caches that have seen them.</summary>
internal sealed class VolumeObjects : IAsyncDisposable
{
    private VolumeObjects() => Caches = new(Api, TimeProvider.System, NullLoggerFactory.Instance);

    public PodApi Api { get; } = new();

    public Caches Caches { get; }

    /// <summary>Puts the objects into the API and waits until the caches hold them.</summary>
    public static async Task<VolumeObjects> OfAsync(params IKubernetesObject[] objects)
    {
        var made = new VolumeObjects();
        foreach (var obj in objects)
        {
            made.Api.Put(obj);
        }

        _ = (made.Caches.Of<PersistentVolumeClaim>(), made.Caches.Of<PersistentVolume>(), made.Caches.Of<StorageClass>(), made.Caches.Of<CSINode>());
        _ = (made.Caches.Of<Node>(), made.Caches.Of<Pod>());
        await made.Caches.SyncedAsync(CancellationToken.None);
        return made;
    }

    public ValueTask DisposeAsync() => Caches.DisposeAsync();

    public static Pod Using(string pod, params string[] claims) => Make.Pod(pod, spec: s => s with
    {
        Volumes = claims.Select(c => new Volume { Name = c, PersistentVolumeClaim = new() { ClaimName = c } }).ToValueList(),
    });

    /// <summary>A claim; with a volume's name it is bound to it.</summary>
    public static PersistentVolumeClaim Claim(string name, string volume = "", string storageClass = "", string size = "1Gi", string mode = "ReadWriteOnce") => new()
    {
        Metadata = new()
        {
            Name = name, Namespace = "default", UID = $"uid-{name}",
            Annotations = volume.Length == 0 ? default : ValueMap.Of((VolumeMarks.BindCompleted, "yes")),
        },
        Spec = new()
        {
            AccessModes = [mode], VolumeName = volume, StorageClassName = storageClass,
            Resources = new() { Requests = ValueMap.Of(("storage", Quantity.Parse(size))) },
        },
        Status = new() { Phase = volume.Length == 0 ? "Pending" : "Bound" },
    };

    /// <summary>A volume; with a node's name only that node reaches it, with a driver it is of CSI.</summary>
    public static PersistentVolume Volume(string name, string storageClass = "", string node = "", string driver = "", string size = "1Gi", (string, string)[]? labels = null) => new()
    {
        Metadata = new() { Name = name, UID = $"uid-{name}", Labels = ValueMap.Of(labels ?? []) },
        Spec = new()
        {
            AccessModes = ["ReadWriteOnce"], StorageClassName = storageClass,
            Capacity = ValueMap.Of(("storage", Quantity.Parse(size))),
            CSI = driver.Length == 0 ? null : new() { Driver = driver, VolumeHandle = name },
            NodeAffinity = node.Length == 0 ? null : new()
            {
                Required = new() { NodeSelectorTerms = [new() { MatchFields = [new() { Key = "metadata.name", Operator = "In", Values = [node] }] }] },
            },
        },
        Status = new() { Phase = "Available" },
    };

    public static StorageClass Class(string name, string provisioner, bool waits = true, string zone = "") => new()
    {
        Metadata = new() { Name = name },
        Provisioner = provisioner,
        VolumeBindingMode = waits ? "WaitForFirstConsumer" : "Immediate",
        AllowedTopologies = zone.Length == 0 ? [] : [new() { MatchLabelExpressions = [new() { Key = "topology.kubernetes.io/zone", Values = [zone] }] }],
    };
}
