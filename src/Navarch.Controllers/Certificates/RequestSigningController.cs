using Navarch.Api;
using Navarch.Api.Certificates.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Certificates;

/// <summary>
/// Signs approved requests to Kubernetes' own signers, or says why not. A certificate is made while observing (signing takes randomness);
/// the decision only says what becomes of it.
/// </summary>
public static class RequestSigningController
{
    private static readonly HashSet<string> Signers = new(StringComparer.Ordinal) { SigningRequests.ApiClient, SigningRequests.NodeClient, SigningRequests.NodeServing };

    /// <summary>The controller. Its keys are certificate signing requests.</summary>
    /// <param name="signer">Signs.</param>
    /// <param name="time">The clock certificates begin at.</param>
    public static Controller Define(CertificateSigner signer, TimeProvider time) => Controller.Define<RequestSigningObserved>(
        "csrsigning",
        [Watch.Self<CertificateSigningRequest>()],
        (key, world) => world.Of<CertificateSigningRequest>().Get(key) is { } request && IsDue(request) ? Try(request, signer, time.GetUtcNow()) : null,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(RequestSigningObserved observed, DateTimeOffset now)
    {
        var (request, certificate, problem) = observed;
        if (problem is null)
        {
            return Decision.Of(Effect.UpdateStatus(request with { Status = request.Status with { Certificate = ByteString.FromText(certificate) } }));
        }

        var failed = new CertificateSigningRequestCondition
        {
            Type = RequestConditionTypes.Failed,
            Status = "True",
            Reason = "SignerValidationFailure",
            Message = problem,
            LastUpdateTime = now,
            LastTransitionTime = now,
        };
        return Decision.Of(Effect.UpdateStatus(request with { Status = request.Status with { Conditions = request.Status.Conditions.Add(failed) } }));
    }

    /// <summary>Whether a request waits for one of these signers.</summary>
    internal static bool IsDue(CertificateSigningRequest request) =>
        Signers.Contains(request.Spec.SignerName)
        && request.Status.Certificate.IsEmpty
        && SigningRequests.Has(request, RequestConditionTypes.Approved)
        && !SigningRequests.Has(request, RequestConditionTypes.Denied)
        && !SigningRequests.Has(request, RequestConditionTypes.Failed);

    /// <summary>Signs, or says why not.</summary>
    internal static RequestSigningObserved Try(CertificateSigningRequest request, CertificateSigner signer, DateTimeOffset now)
    {
        var content = SigningRequests.Read(request);
        var problem = content is null ? "the request is no PEM certificate request with a valid signature" : SigningRequests.Objection(request, content);
        return new(request, problem is null ? signer.Sign(request, content!, now) : "", problem);
    }
}

/// <summary>A request that is due.</summary>
/// <param name="Request">The request.</param>
/// <param name="Certificate">The certificate made for it, PEM; empty when there is a problem.</param>
/// <param name="Problem">Why it is not signed; null when it is.</param>
public sealed record RequestSigningObserved(CertificateSigningRequest Request, string Certificate, string? Problem);
