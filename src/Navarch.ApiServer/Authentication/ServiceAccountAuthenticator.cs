using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Navarch.ApiServer.Authentication;

/// <summary>
/// Reads service-account tokens: signed by the cluster's key, by this issuer, for this API, not expired, and the
/// service account (and pod or secret) it is bound to still exists with the same uid.
/// </summary>
internal sealed class ServiceAccountAuthenticator(TokenSigner signer, string issuer, ObjectReader objects, TimeProvider time)
{
    private const int MostKnown = 4096;

    // The signature of a token is checked once; its lifetime and its bound objects at every use.
    private readonly ConcurrentDictionary<string, ServiceAccountClaims> known = new(StringComparer.Ordinal);

    /// <summary>The user of a valid token for one of the audiences; null for any other token.</summary>
    public (UserInfo User, ValueList<string> Audiences)? Authenticate(string token, params ReadOnlySpan<string> audiences)
    {
        if (ClaimsOf(token) is not { } claims || claims.Issuer != issuer)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var accepted = new List<string>();
        foreach (var audience in audiences)
        {
            if (claims.Audiences.Contains(audience, StringComparer.Ordinal))
            {
                accepted.Add(audience);
            }
        }

        if (accepted.Count == 0 || now >= claims.Expires || now < claims.IssuedAt.AddSeconds(-30)
            || !Lives("serviceaccounts", claims.Namespace, claims.ServiceAccount)
            || !Lives("pods", claims.Namespace, claims.Pod)
            || !Lives("secrets", claims.Namespace, claims.Secret))
        {
            return null;
        }

        return (UserOf(claims), accepted.ToValueList());
    }

    private ServiceAccountClaims? ClaimsOf(string token)
    {
        if (known.TryGetValue(token, out var claims))
        {
            return claims;
        }

        if (signer.Verify(token) is not { } json || ServiceAccountClaims.Read(json) is not { } read)
        {
            return null;
        }

        if (known.Count >= MostKnown)
        {
            known.Clear();
        }

        known[token] = read;
        return read;
    }

    private bool Lives(string bucket, string ns, BoundObject? bound) =>
        bound is null || (objects.Find(bucket, ns, bound.Name) is { } found && (bound.Uid.Length == 0 || found.Metadata.UID == bound.Uid));

    private static UserInfo UserOf(ServiceAccountClaims claims)
    {
        var extra = new Dictionary<string, ValueList<string>>(StringComparer.Ordinal)
        {
            ["authentication.kubernetes.io/credential-id"] = [$"JTI={claims.Id}"],
        };
        if (claims.Pod is { } pod)
        {
            extra["authentication.kubernetes.io/pod-name"] = [pod.Name];
            extra["authentication.kubernetes.io/pod-uid"] = [pod.Uid];
        }

        if (claims.Node is { } node)
        {
            extra["authentication.kubernetes.io/node-name"] = [node.Name];
            extra["authentication.kubernetes.io/node-uid"] = [node.Uid];
        }

        return UserInfo.ServiceAccount(claims.Namespace, claims.ServiceAccount.Name, claims.ServiceAccount.Uid) with
        {
            Extra = extra.ToFrozenDictionary(StringComparer.Ordinal),
        };
    }
}
