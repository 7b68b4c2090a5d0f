using Navarch.Api.ApiExtensions.V1;

namespace Navarch.ApiServer.Resources.Extensions;

/// <summary>Custom resource definitions: every version that was ever the one stored is remembered, for objects may still be stored in it.</summary>
internal sealed class CustomResourceDefinitionResource : ResourceStrategy
{
    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForCreate(IKubernetesObject obj, WriteContext context) => WithStoredVersion((CustomResourceDefinition)obj);

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context) => WithStoredVersion((CustomResourceDefinition)obj);

    private static CustomResourceDefinition WithStoredVersion(CustomResourceDefinition definition)
    {
        var stored = definition.Status.StoredVersions;
        return definition.Spec.Versions.FirstOrDefault(v => v.Storage) is { } version && !stored.Contains(version.Name, StringComparer.Ordinal)
            ? definition with { Status = definition.Status with { StoredVersions = stored.Add(version.Name) } }
            : definition;
    }
}
