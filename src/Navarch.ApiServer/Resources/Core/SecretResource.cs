using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Resources.Core;

/// <summary>Secrets: <c>stringData</c> is written into <c>data</c>; the type stays when an update leaves it out.</summary>
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
