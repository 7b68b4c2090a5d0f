using Navarch.Api.Core.V1;
using Navarch.Node.Containers;
using Navarch.Node.Runtime;

namespace Navarch.Node.Volumes;

/// <summary>All volumes of a pod, or what is wrong with them.</summary>
/// <param name="Volumes">The volumes, by name.</param>
/// <param name="RefreshAt">When some content must be made anew; null for never.</param>
/// <param name="Error">What is wrong, or null.</param>
public sealed record PodVolumesResult(IReadOnlyDictionary<string, MountedVolume> Volumes, DateTimeOffset? RefreshAt, string? Error);

/// <summary>Sets up and tears down the volumes of pods, each by its type.</summary>
public sealed class PodVolumes(NodePaths paths, IReadOnlyList<IVolumeType> types)
{
    /// <summary>Sets up every volume of a pod, or brings what is there up to date.</summary>
    public async Task<PodVolumesResult> SetUpAsync(Pod pod, DownwardFacts facts, CancellationToken cancellationToken)
    {
        var volumes = new Dictionary<string, MountedVolume>(StringComparer.Ordinal);
        var errors = new List<string>();
        DateTimeOffset? refreshAt = null;
        foreach (var volume in pod.Spec.Volumes.ToArray())
        {
            var result = await SetUpOneAsync(new(pod, volume, facts), cancellationToken);
            if (result.Volume is not { } mounted)
            {
                errors.Add($"MountVolume.SetUp failed for volume \"{volume.Name}\" : {result.Error}");
                continue;
            }

            volumes[volume.Name] = mounted;
            if (mounted.RefreshAt is { } time && (refreshAt is null || time < refreshAt))
            {
                refreshAt = time;
            }
        }

        return new(volumes, refreshAt, errors.Count == 0 ? null : string.Join("; ", errors));
    }

    /// <summary>Tears down every volume of a pod and removes their folders.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? TearDown(string podUid)
    {
        var root = Path.Combine(paths.PodFolder(podUid), "volumes");
        if (!Directory.Exists(root))
        {
            return null;
        }

        try
        {
            foreach (var type in types)
            {
                var folder = Path.Combine(root, type.Name);
                if (Directory.Exists(folder))
                {
                    foreach (var volume in Directory.EnumerateDirectories(folder))
                    {
                        type.TearDown(volume);
                    }
                }
            }

            foreach (var mount in MountTable.Below(root))
            {
                if (HostFiles.Unmount(mount.Point) is { } error)
                {
                    return error;
                }
            }

            Directory.Delete(root, recursive: true);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"removing the volumes of pod {podUid} failed: {failure.Message}";
        }
    }

    private async ValueTask<VolumeResult> SetUpOneAsync(VolumeRequest request, CancellationToken cancellationToken)
    {
        foreach (var type in types)
        {
            if (!type.Handles(request.Volume))
            {
                continue;
            }

            try
            {
                return await type.SetUpAsync(request, cancellationToken);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or HttpRequestException)
            {
                return VolumeResult.Failed(failure.Message);
            }
        }

        return VolumeResult.Failed("its type is not supported by this node; emptyDir, hostPath, configMap, secret, downwardAPI, projected and persistentVolumeClaim are");
    }
}
