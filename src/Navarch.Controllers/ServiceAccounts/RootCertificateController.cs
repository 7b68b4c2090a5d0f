using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.ServiceAccounts;

/// <summary>
/// Keeps the ConfigMap <c>kube-root-ca.crt</c> in every namespace: with it a pod verifies the API's certificate.
/// </summary>
public static class RootCertificateController
{
    /// <summary>The ConfigMap's name.</summary>
    public const string Name = "kube-root-ca.crt";

    private const string Key = "ca.crt";
    private const string Description = "kubernetes.io/description";
    private const string DescriptionText =
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. " +
        "No other usage is guaranteed across distributions of Kubernetes clusters.";

    /// <summary>The controller. Its keys are namespaces.</summary>
    /// <param name="certificatePem">The authorities that signed the API's certificate.</param>
    public static Controller Define(string certificatePem) => Controller.Define<RootCertificateObserved>(
        "root-ca-certificate-publisher-controller",
        [
            Watch.Self<Namespace>(),
            Watch.Map<ConfigMap>((map, _) => map.Metadata.Name == Name ? [new("", map.Metadata.Namespace)] : []),
        ],
        (key, world) => world.Of<Namespace>().Get(key) is { } ns ? new(ns, world.Of<ConfigMap>().Get(key.Name, Name), certificatePem) : null,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(RootCertificateObserved observed, DateTimeOffset now)
    {
        if (observed.Namespace.Metadata.DeletionTimestamp is not null)
        {
            return Decision.Nothing;
        }

        var data = ValueMap.Of((Key, observed.CertificatePem));
        if (observed.Existing is not { } existing)
        {
            return Decision.Of(new Effect.Create(new ConfigMap
            {
                Metadata = new() { Namespace = observed.Namespace.Metadata.Name, Name = Name, Annotations = ValueMap.Of((Description, DescriptionText)) },
                Data = data,
            }));
        }

        return existing.Data == data ? Decision.Nothing : Decision.Of(new Effect.Update(existing with { Data = data }));
    }
}

/// <summary>A namespace, its ConfigMap if it exists, and the certificates that belong into it.</summary>
public sealed record RootCertificateObserved(Namespace Namespace, ConfigMap? Existing, string CertificatePem);
