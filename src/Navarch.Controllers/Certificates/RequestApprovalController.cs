using System.Security.Cryptography.X509Certificates;
using Navarch.Api;
using Navarch.Api.Certificates.V1;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Certificates;

/// <summary>
/// Approves what nodes ask for themselves: a first client certificate asked for with a bootstrap token, a client certificate a node renews for
/// itself, and a node's serving certificate that names nothing but that node. Everything else waits for a person.
/// </summary>
public static class RequestApprovalController
{
    private const string BootstrappersGroup = "system:bootstrappers";

    /// <summary>The controller. Its keys are certificate signing requests.</summary>
    public static Controller Define() => Controller.Define<RequestApprovalObserved>(
        "csrapproving",
        [Watch.Self<CertificateSigningRequest>(), Watch.Map<Node>((_, world) => world.Of<CertificateSigningRequest>().All().Where(IsOpen).Select(r => r.NamespacedName()))],
        (key, world) => world.Of<CertificateSigningRequest>().Get(key) is { } request && IsOpen(request)
            ? new(request, request.Spec.Username.StartsWith(SigningRequests.NodeUserPrefix, StringComparison.Ordinal)
                ? world.Of<Node>().Get("", request.Spec.Username[SigningRequests.NodeUserPrefix.Length..])
                : null)
            : null,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(RequestApprovalObserved observed, DateTimeOffset now)
    {
        var request = observed.Request;
        if (!IsOpen(request) || SigningRequests.Read(request) is not { } content || SigningRequests.Objection(request, content) is not null)
        {
            return Decision.Nothing;
        }

        var own = SigningRequests.SubjectNames(content).CommonName == request.Spec.Username && request.Spec.Groups.Contains(SigningRequests.NodesGroup);
        return request.Spec.SignerName switch
        {
            SigningRequests.NodeClient when own => Approve(request, "Auto approving self kubelet client certificate after SubjectAccessReview.", now),
            SigningRequests.NodeClient when request.Spec.Groups.Contains(BootstrappersGroup) => Approve(request, "Auto approving kubelet client certificate after SubjectAccessReview.", now),
            SigningRequests.NodeServing when own && NamesOnly(content, observed.Node) => Approve(request, "Auto approving kubelet serving certificate that names its own node.", now),
            _ => Decision.Nothing,
        };
    }

    private static bool IsOpen(CertificateSigningRequest request) =>
        request.Status.Certificate.IsEmpty && !SigningRequests.Has(request, RequestConditionTypes.Approved) && !SigningRequests.Has(request, RequestConditionTypes.Denied);

    private static bool NamesOnly(CertificateRequest content, Node? node)
    {
        var names = content.CertificateExtensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        if (node is null || names is null)
        {
            return false;
        }

        var known = node.Status.Addresses.Select(a => a.Address).Append(node.Metadata.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return names.EnumerateDnsNames().All(known.Contains) && names.EnumerateIPAddresses().All(a => known.Contains(a.ToString()));
    }

    private static Decision Approve(CertificateSigningRequest request, string message, DateTimeOffset now) => Decision.Of(new Effect.Update(
        request with
        {
            Status = request.Status with
            {
                Conditions = request.Status.Conditions.Add(new()
                {
                    Type = RequestConditionTypes.Approved,
                    Status = "True",
                    Reason = "AutoApproved",
                    Message = message,
                    LastUpdateTime = now,
                    LastTransitionTime = now,
                }),
            },
        },
        "approval"));
}

/// <summary>A request, and the node that asks, if it is one and exists.</summary>
public sealed record RequestApprovalObserved(CertificateSigningRequest Request, Node? Node);
