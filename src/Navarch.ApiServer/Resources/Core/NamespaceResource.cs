using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Resources.Core;

/// <summary>
/// Namespaces: active until deleted, then terminating until <c>spec.finalizers</c> is emptied through <c>/finalize</c> by whoever cleared them out.
/// </summary>
internal sealed class NamespaceResource : ResourceStrategy
{
    private const string NameLabel = "kubernetes.io/metadata.name";
    /// <inheritdoc/>
    public override bool ReturnsDeletedObject => true;

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForCreate(IKubernetesObject obj, WriteContext context)
    {
        var ns = Named((Namespace)obj);
        var finalizers = ns.Spec.Finalizers.Contains("kubernetes", StringComparer.Ordinal) ? ns.Spec.Finalizers : ns.Spec.Finalizers.Add("kubernetes");
        return ns with { Spec = ns.Spec with { Finalizers = finalizers }, Status = new NamespaceStatus { Phase = "Active" } };
    }

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context)
    {
        var ns = Named((Namespace)obj);

        // Only /finalize changes the finalizers of the spec.
        return context.Subresource == "finalize" ? ((Namespace)old) with { Spec = ns.Spec } : ns with { Spec = ((Namespace)old).Spec };
    }

    /// <inheritdoc/>
    public override bool IsHeld(IKubernetesObject obj) => !((Namespace)obj).Spec.Finalizers.IsEmpty;

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForDeletion(IKubernetesObject obj)
    {
        var ns = (Namespace)obj;
        return ns with { Status = ns.Status with { Phase = "Terminating" } };
    }

    private static Namespace Named(Namespace ns) =>
        ns with { Metadata = ns.Metadata with { Labels = ns.Metadata.Labels.SetItem(NameLabel, ns.Metadata.Name) } };
}
