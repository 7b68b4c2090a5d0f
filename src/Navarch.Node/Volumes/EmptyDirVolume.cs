using Navarch.Api.Core.V1;

namespace Navarch.Node.Volumes;

/// <summary>
/// A folder that lives as long as its pod, on disk or, with medium <c>Memory</c>, in memory and then bounded by its size limit.
/// </summary>
internal sealed class EmptyDirVolume(NodePaths paths) : IVolumeType
{
    private const UnixFileMode Everyone = (UnixFileMode)0b111_111_111;

    /// <inheritdoc/>
    public string Name => "emptydir";

    /// <inheritdoc/>
    public bool Handles(Volume volume) => volume.EmptyDir is not null;

    /// <inheritdoc/>
    public ValueTask<VolumeResult> SetUpAsync(VolumeRequest request, CancellationToken cancellationToken)
    {
        var source = request.Volume.EmptyDir!;
        if (source.Medium.StartsWith("HugePages", StringComparison.Ordinal))
        {
            return new(VolumeResult.Failed($"emptyDir volume {request.Volume.Name} asks for {source.Medium}, which this node does not support; use Memory or leave the medium out"));
        }

        var folder = paths.VolumeFolder(request.Pod.Metadata.UID, Name, request.Volume.Name);
        var fresh = !Directory.Exists(folder);
        Directory.CreateDirectory(folder);
        if (source.Medium == "Memory" && !HostFiles.IsMountPoint(folder))
        {
            fresh = true;
            if (HostFiles.MountMemory(folder, source.SizeLimit?.Value(), "0777") is { } error)
            {
                return new(VolumeResult.Failed(error));
            }
        }

        if (fresh)
        {
            File.SetUnixFileMode(folder, Everyone);
            if (request.FSGroup is { } group)
            {
                HostFiles.GiveToGroup(folder, group);
            }
        }

        return new(new MountedVolume(folder));
    }

    /// <inheritdoc/>
    public void TearDown(string folder)
    {
    }
}
