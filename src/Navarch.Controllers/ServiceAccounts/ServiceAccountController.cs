using Navarch.Api.Core.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.ServiceAccounts;

/// <summary>Sees to it that every namespace has the service account <c>default</c>, which pods use that name none.</summary>
public static class ServiceAccountController
{
    private const string Name = "default";

    /// <summary>The controller. Its keys are namespaces.</summary>
    public static Controller Define() => Controller.Define<ServiceAccountObserved>(
        "serviceaccount-controller",
        [
            Watch.Self<Namespace>(),
            Watch.Map<ServiceAccount>((account, _) => account.Metadata.Name == Name ? [new("", account.Metadata.Namespace)] : []),
        ],
        (key, world) => world.Of<Namespace>().Get(key) is { } ns ? new(ns, world.Of<ServiceAccount>().Get(key.Name, Name) is not null) : null,
        Decide);

    /// <summary>The decision. Pure.</summary>
    public static Decision Decide(ServiceAccountObserved observed, DateTimeOffset now) =>
        observed.Exists || observed.Namespace.Metadata.DeletionTimestamp is not null
            ? Decision.Nothing
            : Decision.Of(new Effect.Create(new ServiceAccount { Metadata = new() { Namespace = observed.Namespace.Metadata.Name, Name = Name } }, IfAbsent: true));
}

/// <summary>A namespace, and whether its default account exists.</summary>
public sealed record ServiceAccountObserved(Namespace Namespace, bool Exists);
