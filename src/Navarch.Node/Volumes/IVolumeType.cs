using Navarch.Api.Core.V1;
using Navarch.Node.Containers;

namespace Navarch.Node.Volumes;

/// <summary>A volume that is there.</summary>
/// <param name="HostPath">Where it is on the host.</param>
/// <param name="ReadOnly">Whether containers may only read it whatever they ask for.</param>
/// <param name="RefreshAt">When its content must be made anew even if nothing changed; null for never.</param>
public sealed record MountedVolume(string HostPath, bool ReadOnly = false, DateTimeOffset? RefreshAt = null);

/// <summary>A volume that is there, or why it is not.</summary>
/// <param name="Volume">The volume.</param>
/// <param name="Error">What is wrong, for the user.</param>
public readonly record struct VolumeResult(MountedVolume? Volume, string? Error)
{
    /// <summary>A volume.</summary>
    public static implicit operator VolumeResult(MountedVolume volume) => new(volume, null);

    /// <summary>A failure, in words for the user.</summary>
    public static VolumeResult Failed(string error) => new(null, error);
}

/// <summary>What a volume is set up for.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Volume">The volume as the pod asks for it.</param>
/// <param name="Facts">What the pod can be told of itself.</param>
public sealed record VolumeRequest(Pod Pod, Volume Volume, DownwardFacts Facts)
{
    /// <summary>The group that the volume's files are to belong to, if any.</summary>
    public long? FSGroup => Pod.Spec.SecurityContext?.FSGroup;
}

/// <summary>One type of volume: one file says all of it.</summary>
public interface IVolumeType
{
    /// <summary>The name of the folder that holds a pod's volumes of this type.</summary>
    string Name { get; }

    /// <summary>Whether a volume is of this type.</summary>
    bool Handles(Volume volume);

    /// <summary>Sets a volume up, or brings it up to date: doing so twice does no harm.</summary>
    ValueTask<VolumeResult> SetUpAsync(VolumeRequest request, CancellationToken cancellationToken);

    /// <summary>Tears a volume down; the folder itself is removed afterwards.</summary>
    /// <param name="folder">The volume's folder.</param>
    void TearDown(string folder);
}
