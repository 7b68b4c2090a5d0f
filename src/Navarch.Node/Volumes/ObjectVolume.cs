using Navarch.Api;
using Navarch.Api.Core.V1;

namespace Navarch.Node.Volumes;

/// <summary>What the volume types made from API objects share: reading the objects and writing the files in one step.</summary>
internal abstract class ObjectVolume(NodePaths paths, ReferencedObjects objects, TimeProvider time) : IVolumeType
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>The clock.</summary>
    protected TimeProvider Time => time;

    /// <inheritdoc/>
    public abstract bool Handles(Volume volume);

    /// <inheritdoc/>
    public async ValueTask<VolumeResult> SetUpAsync(VolumeRequest request, CancellationToken cancellationToken)
    {
        var files = new ObjectFiles();
        var refreshAt = await GatherAsync(request, files, cancellationToken);
        if (files.Error is { } error)
        {
            return VolumeResult.Failed(error);
        }

        var folder = paths.VolumeFolder(request.Pod.Metadata.UID, Name, request.Volume.Name);
        if (IsSecret(request.Volume) && !HostFiles.IsMountPoint(Directory.CreateDirectory(folder).FullName) && HostFiles.MountMemory(folder, null, "0755") is { } unmounted)
        {
            return VolumeResult.Failed(unmounted);
        }

        AtomicFolder.Write(folder, files.Files, request.FSGroup, time);
        return new MountedVolume(folder, ReadOnly: true, refreshAt);
    }

    /// <inheritdoc/>
    public void TearDown(string folder)
    {
    }

    /// <summary>Whether the files are secret: they are then kept in memory and never reach a disk.</summary>
    protected virtual bool IsSecret(Volume volume) => false;

    /// <summary>Gathers the files.</summary>
    /// <returns>When they must be gathered again even if no object changed; null for never.</returns>
    protected abstract ValueTask<DateTimeOffset?> GatherAsync(VolumeRequest request, ObjectFiles files, CancellationToken cancellationToken);

    /// <summary>An object of the pod's namespace; a refusal by the API other than its absence is kept as the failure.</summary>
    protected async ValueTask<T?> ReadAsync<T>(VolumeRequest request, string name, ObjectFiles files, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        var answer = await objects.GetAsync<T>(request.Pod.Metadata.UID, new(request.Pod.Metadata.Namespace, name), cancellationToken);
        if (!answer.IsSuccess)
        {
            files.Fail($"{T.Info.Kind} {request.Pod.Metadata.Namespace}/{name} could not be read: {answer.Status.Message}");
        }

        return answer.ValueOrDefault;
    }
}
