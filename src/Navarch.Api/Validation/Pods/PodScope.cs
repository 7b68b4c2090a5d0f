using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>What the rules of a pod's parts need to know of the rest of it: made once a validation.</summary>
/// <param name="spec">The pod's spec.</param>
/// <param name="devices">Names of volumes beyond those of the spec, that containers may use: those of claim templates.</param>
internal sealed class PodScope(PodSpec spec, ValueList<PersistentVolumeClaim> devices = default)
{
    /// <summary>The pod's spec.</summary>
    public PodSpec Spec => spec;

    /// <summary>How long the pod is given to end, in seconds.</summary>
    public long Grace => spec.TerminationGracePeriodSeconds ?? 30;

    /// <summary>Whether a volume of that name is there. <paramref name="volume"/> is null for one that a claim template brings.</summary>
    public bool TryGetVolume(string name, out Volume? volume)
    {
        // Pods have few volumes: looking through them costs less than a dictionary.
        foreach (var item in spec.Volumes)
        {
            if (item.Name == name)
            {
                volume = item;
                return true;
            }
        }

        volume = null;
        foreach (var claim in devices)
        {
            if (claim.Metadata.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The pod's resource claim of that name, or null.</summary>
    public PodResourceClaim? ResourceClaim(string name)
    {
        foreach (var claim in spec.ResourceClaims)
        {
            if (claim.Name == name)
            {
                return claim;
            }
        }

        return null;
    }
}
