using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Navarch.Api.Certificates.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Certificates;

/// <summary>
/// Deletes old certificate signing requests: an hour after they were approved, denied or failed, a day after they were made when nobody decided,
/// and at once when their certificate has expired.
/// </summary>
public static class RequestCleaningController
{
    private static readonly TimeSpan Decided = TimeSpan.FromHours(1);
    private static readonly TimeSpan Undecided = TimeSpan.FromHours(24);

    /// <summary>The controller. Its keys are certificate signing requests.</summary>
    public static Controller Define() => Controller.Define<RequestCleaningObserved>(
        "csrcleaner",
        [Watch.Self<CertificateSigningRequest>()],
        (key, world) => world.Of<CertificateSigningRequest>().Get(key) is { } request ? new(request, EndOf(request)) : null,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(RequestCleaningObserved observed, DateTimeOffset now)
    {
        var request = observed.Request;
        var decided = request.Status.Conditions
            .Where(c => c.Status == "True" && c.Type is RequestConditionTypes.Approved or RequestConditionTypes.Denied or RequestConditionTypes.Failed)
            .Where(c => c.Type != RequestConditionTypes.Approved || !request.Status.Certificate.IsEmpty)
            .Select(c => c.LastUpdateTime ?? c.LastTransitionTime)
            .Max();
        var due = decided is { } at ? at + Decided : (request.Metadata.CreationTimestamp ?? now) + Undecided;
        if (observed.Expires is { } end && end < due)
        {
            due = end;
        }

        return due <= now ? Decision.Of(new Effect.Delete(request)) : Decision.Nothing.Again(due - now);
    }

    private static DateTimeOffset? EndOf(CertificateSigningRequest request)
    {
        if (request.Status.Certificate.IsEmpty)
        {
            return null;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(request.Status.Certificate.ToText());
            return new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        }
        catch (CryptographicException)
        {
            // Somebody else's format: age alone decides.
            return null;
        }
    }
}

/// <summary>A request, and when its certificate expires, if it has one.</summary>
public sealed record RequestCleaningObserved(CertificateSigningRequest Request, DateTimeOffset? Expires);
