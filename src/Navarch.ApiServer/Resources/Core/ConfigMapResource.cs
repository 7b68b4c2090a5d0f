using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Resources.Core;

/// <summary>Config maps: an immutable one changes nothing but metadata.</summary>
internal sealed class ConfigMapResource : ResourceStrategy
{
    /// <inheritdoc/>
    public override IEnumerable<FieldError> ValidateUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context)
    {
        var (now, before) = ((ConfigMap)obj, (ConfigMap)old);
        if (before.Immutable != true)
        {
            yield break;
        }

        if (now.Immutable != true)
        {
            yield return FieldError.Forbidden("immutable", "field is immutable when `immutable` is set");
        }

        if (now.Data != before.Data)
        {
            yield return FieldError.Forbidden("data", "field is immutable when `immutable` is set");
        }

        if (now.BinaryData != before.BinaryData)
        {
            yield return FieldError.Forbidden("binaryData", "field is immutable when `immutable` is set");
        }
    }
}
