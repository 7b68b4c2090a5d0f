using Navarch.Api.Authentication.V1;
using Navarch.Api.Core.V1;

namespace Navarch.ApiServer.Verbs;

/// <summary>Issues a token of a service account, bound to it and, if asked, to a pod, secret or node: it dies with either.</summary>
internal sealed class TokenVerb(TokenSigner signer, string issuer)
{
    private const long ShortestSeconds = 600;
    private const long LongestSeconds = 1L << 32;

    /// <summary>The request with the token in its status.</summary>
    public ApiResult<TokenRequest> Execute(ServerCore core, ResourceCall call, TokenRequest request)
    {
        if (core.Objects.Find<ServiceAccount>(call.Namespace, call.Name) is not { } account)
        {
            return Failures.NotFound(ServiceAccount.Info, call.Name);
        }

        var seconds = request.Spec.ExpirationSeconds ?? 3600;
        if (seconds is < ShortestSeconds or > LongestSeconds)
        {
            return Failures.Invalid(TokenRequest.Info, call.Name,
                [Faults.Invalid("spec.expirationSeconds", seconds, seconds < ShortestSeconds ? "may not specify a duration less than 10 minutes" : "may not specify a duration larger than 2^32 seconds")]);
        }

        var audiences = request.Spec.Audiences.IsEmpty ? [issuer] : request.Spec.Audiences;
        var now = core.Now;
        var claims = new ServiceAccountClaims
        {
            Issuer = issuer,
            Audiences = audiences,
            IssuedAt = now,
            Expires = now.AddSeconds(seconds),
            Id = core.Identities.NewUid(),
            Namespace = call.Namespace,
            ServiceAccount = new BoundObject(account.Metadata.Name, account.Metadata.UID),
        };
        if (request.Spec.BoundObjectRef is { } bound)
        {
            var with = Bind(core, call, claims, bound);
            if (!with.IsSuccess)
            {
                return with.Status;
            }

            claims = with.Value;
        }

        return request with
        {
            Metadata = request.Metadata with { Name = call.Name, Namespace = call.Namespace, CreationTimestamp = now },
            Spec = request.Spec with { Audiences = audiences, ExpirationSeconds = seconds },
            Status = new TokenRequestStatus { Token = signer.Sign(claims.ToJson()), ExpirationTimestamp = claims.Expires },
        };
    }

    private static ApiResult<ServiceAccountClaims> Bind(ServerCore core, ResourceCall call, ServiceAccountClaims claims, BoundObjectReference bound)
    {
        KindInfo? kind = (bound.Kind, bound.APIVersion) switch
        {
            ("Pod", "v1") => Pod.Info,
            ("Secret", "v1") => Secret.Info,
            ("Node", "v1") => Node.Info,
            _ => null,
        };
        if (kind is null)
        {
            return Failures.BadRequest($"cannot bind token to object of type {bound.APIVersion}, Kind={bound.Kind}");
        }

        if (core.Objects.Find(ServedResource.BucketOf(kind), kind.Namespaced ? call.Namespace : "", bound.Name) is not { } found)
        {
            return Failures.NotFound(kind, bound.Name);
        }

        if (bound.UID.Length > 0 && bound.UID != found.Metadata.UID)
        {
            return Failures.Conflict(kind, bound.Name, $"the UID in the bound object reference ({bound.UID}) does not match the UID in record. The object might have been deleted and then recreated");
        }

        var reference = new BoundObject(bound.Name, found.Metadata.UID);
        return found switch
        {
            Pod pod when pod.Spec.ServiceAccountName != call.Name => Failures.BadRequest($"cannot bind token for serviceaccount \"{call.Name}\" to pod running with different serviceaccount name."),
            Pod pod => claims with { Pod = reference, Node = NodeOf(core, pod) },
            Secret => claims with { Secret = reference },
            _ => claims with { Node = reference },
        };
    }

    private static BoundObject? NodeOf(ServerCore core, Pod pod) =>
        pod.Spec.NodeName.Length > 0 && core.Objects.Find<Node>("", pod.Spec.NodeName) is { } node ? new BoundObject(node.Metadata.Name, node.Metadata.UID) : null;
}
