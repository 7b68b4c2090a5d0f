using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Resources.Core;

/// <summary>Secrets: <c>stringData</c> is written into <c>data</c>; the type never changes; an immutable one changes nothing but metadata.</summary>
internal sealed class SecretResource : ResourceStrategy
{
    /// <inheritdoc/>
    public override IKubernetesObject PrepareForCreate(IKubernetesObject obj, WriteContext context) => Merged((Secret)obj);

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context)
    {
        var secret = Merged((Secret)obj);
        return secret.Type.Length == 0 ? secret with { Type = ((Secret)old).Type } : secret;
    }

    /// <inheritdoc/>
    public override IEnumerable<FieldError> ValidateUpdate(IKubernetesObject obj, IKubernetesObject old, WriteContext context)
    {
        var (now, before) = ((Secret)obj, (Secret)old);
        if (now.Type != before.Type)
        {
            yield return FieldError.Invalid("type", now.Type, "field is immutable");
        }

        if (before.Immutable == true)
        {
            if (now.Immutable != true)
            {
                yield return FieldError.Forbidden("immutable", "field is immutable when `immutable` is set");
            }

            if (now.Data != before.Data)
            {
                yield return FieldError.Forbidden("data", "field is immutable when `immutable` is set");
            }
        }
    }

    private static Secret Merged(Secret secret)
    {
        var data = secret.Data;
        foreach (var (key, value) in secret.StringData)
        {
            data = data.SetItem(key, ByteString.FromText(value));
        }

        return secret with { Data = data, StringData = default, Type = secret.Type.Length == 0 ? "Opaque" : secret.Type };
    }
}
