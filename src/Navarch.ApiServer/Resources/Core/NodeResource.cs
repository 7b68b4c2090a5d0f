using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Resources.Core;

/// <summary>Nodes: they report their status when they register.</summary>
internal sealed class NodeResource : ResourceStrategy
{
    /// <inheritdoc/>
    public override bool KeepsStatusOnCreate => true;

    /// <inheritdoc/>
    public override IEnumerable<FieldError> ValidateUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context)
    {
        var (now, before) = ((Node)obj, (Node)old);
        if (before.Spec.PodCIDR.Length > 0 && now.Spec.PodCIDR != before.Spec.PodCIDR)
        {
            yield return FieldError.Forbidden("spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid");
        }

        if (before.Spec.ProviderID.Length > 0 && now.Spec.ProviderID != before.Spec.ProviderID)
        {
            yield return FieldError.Forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid");
        }
    }
}
